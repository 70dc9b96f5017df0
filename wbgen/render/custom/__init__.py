"""Custom charts: someone's own Vega-Lite, filled from the panel's query."""
