"""Scatter panels: axes, colours and lines of points."""
