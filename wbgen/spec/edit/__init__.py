"""Writing YAML: plain data in the house style, edits of a file in place, and the canonical form.

``emit`` writes data, ``splice`` edits a text and leaves the rest of it alone, ``fmt`` makes a text
canonical and keeps its comments. Whatever they write is read again and compared before it counts.
"""
