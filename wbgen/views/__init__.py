"""What a W&B view is: its records, its fields, its normal form, and how two of them differ.

A view is a workspace or a report. Its body is JSON that the app owns; nothing here assumes more of
that JSON than it says.
"""
