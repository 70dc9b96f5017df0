"""What a guide knows, in words: Markdown for reports and for the written guide, in the guide's language."""
