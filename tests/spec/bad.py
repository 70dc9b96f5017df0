"""What can be wrong in a spec: one small spec per mistake, with what is said of it and where."""

# ruff: noqa: E501

from __future__ import annotations

from typing import NamedTuple

HEAD = "wbgen: 1\nguide: g\ntitle: T\nproject: p\n"  # lines 1 to 4; what follows begins on line 5


class Bad(NamedTuple):
    """One mistake. ``place`` is ``line:column``; ``cure`` is a part of the cure."""

    name: str
    code: str
    place: str
    cure: str
    spec: str | bytes

    @property
    def data(self) -> bytes:
        return self.spec if isinstance(self.spec, bytes) else self.spec.encode()


READING = (
    Bad("too large", "too-large", "1:1", "split", b"# " + b"x" * (8 * 1024 * 1024)),
    Bad("UTF-16", "not-utf8", "1:1", "UTF-8", "wbgen: 1".encode("utf-16")),
    Bad("Latin-1", "not-utf8", "2:8", "UTF-8", b"wbgen: 1\ntitle: \xe9t\xe9\n"),
    Bad("surrogate bytes", "not-utf8", "1:8", "UTF-8", b"guide: \xed\xa0\x80\n"),
    Bad("after wide letters", "not-utf8", "1:10", "UTF-8", "title: 실험".encode() + b"\xff"),
    Bad("empty", "empty", "1:1", "wbgen: 1", b""),
    Bad("comments only", "empty", "1:1", "wbgen: 1", "# nothing\n---\n"),
    Bad("a list", "not-a-mapping", "1:1", "wbgen: 1", "- wbgen\n- 1\n"),
    Bad("a text", "not-a-mapping", "1:1", "wbgen: 1", "hello\n"),
    Bad("two documents", "several-documents", "5:1", "one spec per file", HEAD + "---\nwbgen: 1\n"),
    Bad("nested too deep", "too-deep", "5:71", "few levels", HEAD + "vars: " + "[" * 70 + "]" * 70 + "\n"),
    Bad("nested too deep through aliases", "too-deep", "6:36", "few levels",
        HEAD + "x: &a " + "[" * 40 + "]" * 40 + "\nvars: " + "[" * 29 + "*a" + "]" * 29 + "\n"),
    Bad("alias bomb", "too-many-nodes", "7:3998", "split", HEAD + "\n".join(
        ["vars:", "  a: &a [" + "1, " * 999 + "1]", "  b: &b [" + "*a, " * 999 + "*a]", "  c: [*b, *b]"])),
    Bad("variable bomb", "too-many-nodes", "106:1", "smaller", HEAD + "vars: {a: [" + "1, " * 9_999 + "1]}\nlinks: ["
        + "\n$a," * 200 + "]\n"),
    Bad("unknown alias", "bad-alias", "5:8", "quoted", HEAD + "links: *nope\n"),
    Bad("alias of itself", "bad-alias", "5:12", "quoted", HEAD + "links: &a [*a]\n"),
    Bad("a list as key", "bad-key", "5:1", "quote the key", HEAD + "[a, b]: 1\n"),
    Bad("an unquoted placeholder of braces", "bad-key", "5:22", "<name>", HEAD + "metrics: [{group: A, {x}: 1}]\n"),
    Bad("an empty key", "bad-key", "5:1", "a word", HEAD + "'': 1\n"),
    Bad("a merge key", "bad-key", "5:7", "vars", HEAD + "run: {<<: {name: a}}\n"),
    Bad("a key twice", "duplicate-key", "5:1", "line 3", HEAD + "title: U\n"),
    Bad("a key twice, quoted", "duplicate-key", "5:18", "line 5", HEAD + "config: {true: , 'true': }\n"),
    Bad("a tag", "tag", "5:7", "remove", HEAD + "vars: !!python/object:os.system {}\n"),
    Bad("NUL", "bad-character", "3:9", "remove", b"wbgen: 1\nguide: g\ntitle: a\x00\n"),
    Bad("terminal escape", "bad-character", "1:9", "remove", "title: \u00e9\x1b[31m\n"),
    Bad("surrogate escape", "bad-character", "1:11", "itself", 'title: "\\ud800"\n'),
    Bad("control escape", "bad-character", "3:8", "remove", 'wbgen: 1\nguide: g\ntitle: "a\\0b"\nproject: p\n'),
)  # fmt: skip

NOT_YAML = (
    ("unquoted star", "5:10", "'*.loss'", "links: [*.loss]\n"),
    ("unquoted comparison", "5:9", "above 0.7", "links: >0.7\n"),
    ("colon in a text", "5:9", "`: `", "links: a: b\n"),
    ("text after a quote", "5:12", "as a whole", "links: 'a' and b\n"),
    ("at sign", "5:8", "`@`", "links: @home\n"),
    ("backtick", "5:8", "backtick", "links: `code`\n"),
    ("percent", "5:8", "`%`", "links: %d\n"),
    ("tab", "6:1", "spaces", "links:\n\ta: 1\n"),
    ("colon in a flow map", "5:13", "inside `{ }`", "links: {a: b: c}\n"),
    ("open bracket", "5:8", "close", "links: [1, 2\n\n# end\n"),
    ("open brace", "5:8", "close", "links: {a: 1\n"),
    ("open quote", "5:8", "close", "links: 'a\nb: c\n"),
    ("bad escape", "5:10", "backslash", 'links: "a\\d"\n'),
    ("list in a map", "6:1", "same column", "links: {}\n- a\n"),
    ("an item that is none", "7:3", "same column", "links:\n  - a\n  b: 1\n"),
    ("two commas", "5:12", "missing", "links: [a, , b]\n"),
    ("dedent", "7:2", "same column", "links:\n  a: 1\n b: 2\n"),
    ("a line without a colon", "6:1", "`key: value`", "links: 1\nwords\nvars: {}\n"),
)
READING += tuple(Bad(name, "not-yaml", place, cure, HEAD + text) for name, place, cure, text in NOT_YAML)
