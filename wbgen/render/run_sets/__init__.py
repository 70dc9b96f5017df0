"""Which runs a view shows, in which order and colours."""
