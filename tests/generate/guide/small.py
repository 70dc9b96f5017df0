"""A small spec with something under every key that the written guide tells of."""

from __future__ import annotations

from pathlib import Path

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")


def write_small(folder: Path, lang: str = "en") -> Path:
    """The spec in a project's folder, in a language."""
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "wbgen.yaml").write_text("default: local\n")
    file = folder / "specs/small.yaml"
    file.write_text(SMALL.replace("lang: en", f"lang: {lang}"), encoding="utf-8")
    return file
