"""The written guide: everything a spec says, as one Markdown document."""

from wbgen.generate.guide.write import guide_text, is_ours

__all__ = ["guide_text", "is_ours"]
