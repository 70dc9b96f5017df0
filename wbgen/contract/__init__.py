"""What a run should log, by its spec, and what it did."""
