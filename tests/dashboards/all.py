"""The table: every dashboard that is written twice."""
