"""The language described: words for every key, the JSON Schema for editors, and ``docs/language.md``."""
