"""A view taken apart: its sections and blocks, their panels, and what they inherit."""
