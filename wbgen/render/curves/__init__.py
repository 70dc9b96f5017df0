"""Line and area panels: what is drawn over an x axis."""
