"""What runs logged besides numbers: the newest objects of a key, and files with what they are."""

from __future__ import annotations

from typing import TypeAlias

from wbgen.runs import Kind, RunData
from wbgen.runs.frames import chosen, exactly
from wbgen.runs.media import read_value
from wbgen.runs.run import STEP
from wbgen.runs.values import find
from wbgen.views.json import Json

#: The first bytes of files that browsers show, where these bytes stand, and the type.
SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"WAVE", 8, "audio/wav"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"OggS", 0, "audio/ogg"),
    (b"fLaC", 0, "audio/flac"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1a\x45\xdf\xa3", 0, "video/webm"),
)

#: Objects with their steps, the newest first; the step is None where it is not known.
Newest: TypeAlias = "list[tuple[int | None, Json]]"


def mime_of(content: bytes) -> str:
    """The type of a file that browsers show, by its content, whatever it is called; empty for any other."""
    found = (type for mark, at, type in SIGNATURES if content[at : at + len(mark)] == mark)
    return next(found, "")


def newest(data: RunData, name: str, count: int = 1) -> Newest:
    """The last objects of a key; that of the summary where no row has one."""
    key = data.keys().get(name)
    if key is not None and key.kind is not Kind.NUMBER:
        frame = chosen(data.history([name]), [STEP, name]).drop_nulls(exactly(name)).tail(count)
        return [(step, read_value(text)) for step, text in reversed(frame.rows())]
    found = find(data.run.summary, name)
    return [(None, found)] if isinstance(found, dict) else []
