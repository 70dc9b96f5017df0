"""What is drawn, as HTML: fragments that pages are made of, their script and style, and the preview page."""
