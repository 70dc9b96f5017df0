"""The command line: one short file per verb, one boundary that turns errors into words and exit codes."""
