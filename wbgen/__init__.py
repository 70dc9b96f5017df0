"""Dashboards as code for Weights & Biases."""

__version__ = "0.1.0"
