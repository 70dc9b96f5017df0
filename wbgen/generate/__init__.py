"""What is written from a guide by templates: training scripts, and the guide in words."""
