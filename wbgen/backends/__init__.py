"""Where views live: the servers and stores that a plan is read from and written to."""
