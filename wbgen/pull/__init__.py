"""Pull: any view as a spec, and edits made in the app back into the spec they belong to."""
