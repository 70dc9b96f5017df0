"""Bytes that bring down readers of YAML."""

# ruff: noqa: E501

from __future__ import annotations

MB = 1024 * 1024
HEAD = b"wbgen: 1\nguide: g\ntitle: T\nproject: p\n"

#: Each with the code of a finding it ends with (None: there is none).
BREAKERS: dict[str, tuple[bytes, str | None]] = {
    "25,000 nested lists": (b"[" * 25_000, "too-deep"),
    "25,000 nested lists, closed": (b"vars: " + b"[" * 25_000 + b"]" * 25_000, "too-deep"),
    "25,000 nested maps": (b"{a: " * 25_000, "too-deep"),
    "25,000 nested block lists": (b"- " * 25_000, "too-deep"),
    "25,000 nested explicit keys": (b"? " * 25_000, "too-deep"),
    "25,000 levels through aliases": (
        b"".join(b"a%d: &a%d [*a%d]\n" % (n, n, n - 1) for n in range(1, 25_000)).replace(b"*a0", b""),
        "too-deep",
    ),
    "an alias bomb": (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)),
        "too-many-nodes",
    ),
    "an alias bomb of texts": (b"a: &a '" + b"$x " * MB + b"'\nb: [" + b"*a, " * 300_000 + b"]\n", "too-many-nodes"),
    "a variable bomb of texts": (
        HEAD + b"vars: {a: '" + b"x" * MB + b"'}\nlinks: " + b"$a " * MB + b"\n",
        "too-many-nodes",
    ),
    "a dimension bomb": (
        HEAD + b"dimensions: {" + b", ".join(b"d%d: [1, 2, 3, 4, 5, 6, 7, 8, 9]" % n for n in range(30)) + b"}\n"
        b"metrics: [{group: A, of: {" + b"".join(b"<d%d>" % n for n in range(30)) + b": }}]\n",
        "too-many-metrics",
    ),
    "a glob bomb": (
        HEAD + b"metrics: [{group: A, of: {" + b"a" * 200 + b": }}]\n"
        b"workspaces: {w: {sections: [{title: S, panels: [{line: '" + b"*a" * 50 + b"b'}]}]}}\n",
        "unknown-metric",
    ),
    "a condition of digits": (
        HEAD + b"metrics: [{group: A, healthy: above " + b"1" * 19_000 + b"x, of: {}}]\n",
        "bad-condition",
    ),
    "a byte order mark": (b"\xef\xbb\xbf" + HEAD, None),
    "a byte order mark inside": (HEAD + "\ufeff".encode(), None),
    "UTF-16": ("wbgen: 1\n".encode("utf-16"), "not-utf8"),
    "UTF-16 without a mark": ("wbgen: 1\n".encode("utf-16-le"), "bad-character"),
    "UTF-32": ("wbgen: 1\n".encode("utf-32"), "not-utf8"),
    "a lone surrogate": (b"title: \xed\xa0\x80\n", "not-utf8"),
    "an escaped lone surrogate": (b'title: "\\udfff"\n', "bad-character"),
    "an escape beyond Unicode": (b'title: "\\U00110000"\n', "bad-character"),
    "an escaped surrogate pair": (b'title: "\\ud83d\\ude80"\n', "bad-character"),
    "NUL bytes": (b"\x00" * 1000, "bad-character"),
    "Windows line ends": (HEAD.replace(b"\n", b"\r\n"), None),
    "old Macintosh line ends": (HEAD.replace(b"\n", b"\r"), None),
    "tabs": (b"\t" + HEAD, "not-yaml"),
    "tabs after a value": (HEAD.replace(b"\n", b"\t\n"), None),
    "5 MB in one line": (b"x" * 5 * MB, "not-a-mapping"),
    "5 MB in one text": (HEAD + b"x: '" + b"x" * 5 * MB + b"'", "out-of-range"),
    "5 MB in one key": (HEAD + b"? " + b"x" * 5 * MB + b"\n: 1", "unknown-key"),
    "5 MB in one list": (HEAD + b"metrics: [" + b"a, " * 300_000 + b"x" * 4 * MB + b"]", "wrong-type"),
    "5 MB of lines": (b"a\n" * (5 * MB // 2), "not-a-mapping"),
    "5 MB of a comment": (b"# x\n" * (5 * MB // 4), "empty"),
    "5 MB of brackets": (HEAD + b"vars: [" + b"[]," * (5 * MB // 3), "too-many-nodes"),
    "5 MB of keys": (HEAD + b"".join(b"key%07d: 1\n" % n for n in range(5 * MB // 14)), "unknown-key"),
    "5 MB of the same key": (HEAD + b"k: 1\n" * MB, "duplicate-key"),
    "5 MB of metrics": (
        HEAD + b"metrics:\n- group: A\n  of:\n" + b"".join(b"    loss/%06d:\n" % n for n in range(5 * MB // 17)),
        "too-many-metrics",
    ),
    "5 MB of panels": (
        HEAD + b"metrics: [{group: A, of: {a: }}]\nworkspaces:\n  w:\n    sections:\n    - title: S\n      panels:\n"
        + b"      - line: a\n" * (5 * MB // 16),
        "out-of-range",
    ),
    "20,000 panels": (
        HEAD + b"metrics: [{group: A, of: {a: }}]\nworkspaces:\n  w:\n    sections:\n    - title: S\n      panels:\n"
        + b"      - line: a\n" * 20_000,
        None,
    ),
    "5 MB of unknown metrics": (
        HEAD + b"metrics:\n- group: A\n  of:\n" + b"".join(b"    loss/%06d:\n" % n for n in range(40_000))
        + b"workspaces:\n  w:\n    sections:\n    - title: S\n      panels:\n      - line: a\n"
        + b"".join(b"    - title: S%d\n      panels: [{line: lozz/%06d}]\n" % (n, n) for n in range(70_000)),
        "unknown-metric",
    ),
}  # fmt: skip
