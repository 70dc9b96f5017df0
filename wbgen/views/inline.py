"""Text within a block: a little Markdown of ours, and the ``children`` W&B keeps it as.

`` `code` ``, ``[text](url)`` and ``$LaTeX$`` are what the official library can set; all else is plain, line
breaks too. A backslash before one of ``\\ ` [ ] ( ) $`` makes it plain. A dollar opens LaTeX only before a
character that is no space, and closes it only after one and before no digit, so that prices stay prices.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wbgen.views.json import Json

Children = list[dict[str, Any]]

#: Characters that a backslash makes plain.
SPECIAL = r"\\`\[\]()$"

#: What is set apart in a text. No pattern crosses what could open it anew, so that reading takes linear time.
PIECE = re.compile(
    r"\\(?:[\\`\[\]()$])"
    r"|`(?P<code>(?:[^`\\]|\\.)+)`"
    r"|\[(?P<text>(?:[^\[\]\\]|\\.)*)\]\((?P<url>(?:[^()\\\n]|\\.)*)\)"
    r"|\$(?=[^\s$])(?P<latex>(?:[^$\\]|\\.)+)(?<!\s)\$(?![0-9])",
    re.DOTALL,
)
ESCAPE = re.compile(rf"\\([{SPECIAL}])")
PLAIN = re.compile(rf"[{SPECIAL}]")


def encode(text: str) -> Children:
    """The children of a text, as the official library makes them of the same pieces."""
    children: Children = []
    plain: list[str] = []
    end = 0
    for found in PIECE.finditer(text):
        plain.append(text[end : found.start()])
        end = found.end()
        if found.lastgroup is None:
            plain.append(found[0][1])
            continue
        if before := "".join(plain):
            children.append({"text": before})
        plain = []
        children.append(piece(found))
    plain.append(text[end:])
    rest = "".join(plain)
    return [*children, {"text": rest}] if rest or not children else children


def piece(found: re.Match[str]) -> dict[str, Any]:
    """A piece that is set apart."""
    if (code := found["code"]) is not None:
        return {"text": unescaped(code), "inlineCode": True}
    if (latex := found["latex"]) is not None:
        return {"type": "latex", "children": [{"text": ""}], "content": latex}
    return {"type": "link", "url": unescaped(found["url"]), "children": [{"text": unescaped(found["text"])}]}


def unescaped(text: str) -> str:
    """A text without the backslashes that make characters plain."""
    return ESCAPE.sub(r"\1", text)


def escaped(text: str) -> str:
    """A text in which every special character is plain."""
    return PLAIN.sub(lambda found: "\\" + found[0], text)


def as_it_is(text: str) -> str:
    """The text itself."""
    return text


def decode(children: Json) -> str | None:
    """The text of children, or None where it cannot be said: other marks, comments, pieces split in two.

    Characters are escaped only where the text would be read otherwise without.
    """
    if not isinstance(children, list):
        return None
    for escape in (as_it_is, escaped):
        parts = [source(child, escape) for child in children]
        if None in parts:
            return None
        text = "".join(part for part in parts if part is not None)
        if encode(text) == children:
            return text
    return None


def source(child: Json, escape: Callable[[str], str]) -> str | None:
    """A child as it is written."""
    match child:
        case {"type": "link", "url": str(url), "children": [{"text": str(text), **marks}], **rest}:
            return None if marks or rest else f"[{escape(text)}]({escape(url)})"
        case {"type": "latex", "content": str(content)}:
            return f"${content}$"
        case {"text": str(text), "inlineCode": True}:
            return f"`{escape(text)}`"
        case {"text": str(text), **marks}:
            return None if marks else escape(text)
        case _:
            return None
