"""A schedule as a picture."""
