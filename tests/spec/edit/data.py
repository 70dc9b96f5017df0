"""Plain data that is hard to write, and texts that a person could have written for it."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from wbgen.spec.edit.words import is_literal, is_plain, word
from wbgen.spec.load import NOT_TEXT, load
from wbgen.spec.tree import PlainData, plain_data

HARD_TEXTS = [
    *("", " ", "on", "off", "yes", "no", "y", "null", "Null", "~", "true", "False", "=", "<<", "-"),
    *("--", "---", "...", "1", "1.0", "1e-4", "1e3", "0o7", "0x1F", "017", "1_000", "12:30"),
    *("12:30:45", "2024-01-01", ".5", ".inf", ".nan", "a: b", "a:", ":a", ": a", "a #b", "a# b"),
    *("#a", "- a", "-a", "? a", "?a", "*a", "&a", "!a", "%a", "@a", "`a", "[a", "a]", "{a", "a}"),
    *("a, b", "a,b", "|", ">", "'a'", '"a"', "it's", 'say "x"', "\\", "a\\nb", " a", "a ", "\ta"),
    *("a\tb", "a\n", "a\n\n", "\na", "a\nb", "a\n\nb\n\n\n", " a\nb", "a\n b", "\ta\nb", "a\n\tb"),
    *("a\n ", "\n", "\n\n", "a  \nb\n", "# a\nb", "- a\n- b\n", "a: b\nc: d", "a\u2028b"),
    *("a\u2029b", "\ufeffa", "a\ufeff", "\u00a0a\u00a0b", "é", "日本語", "👩\u200d💻", "😀", "\u200b"),
    *("\u202ea", "\ue000", "\uffff", "\U0001ffff", "á", "$x", "$$", "${y}", "<layer>", "x" * 200),
    *("word " * 60, "9" * 301, "k" * 1100, "a/b", "a / b", "http://a.b/c?d=e&f", "above 0.7"),
    *("a:b:c",),
]  # fmt: skip

CHARACTERS = st.characters(exclude_categories=["Cs"]).filter(lambda c: not NOT_TEXT.match(c))
TEXTS = st.one_of(
    st.sampled_from(HARD_TEXTS),
    st.text(CHARACTERS, max_size=12),
    st.text(st.sampled_from(list("ab \n\t:#-,[]{}'\"|>&*!?%0.")), max_size=12),
)
NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([0, 1, 1.0, 1e-4, 1e16, -0.0, 10**299]))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())
KEYS = st.one_of(
    TEXTS.filter(bool),
    st.sampled_from(["of", "config", "metrics", "sections", "values", "panels", "fix", "default"]),
)


def data(
    scalars: st.SearchStrategy[Any] = SCALARS, keys: st.SearchStrategy[str] = KEYS
) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )


#: What a spec can hold at its top.
MAPS = st.dictionaries(KEYS, data(), min_size=1, max_size=5)
#: The same with keys that a person may write without a `?`.
WORDS = KEYS.filter(lambda key: len(key) < 1000)
WRITTEN_MAPS = st.dictionaries(WORDS, data(keys=WORDS), min_size=1, max_size=5)


def read(text: str | bytes) -> PlainData:
    return plain_data(load(text.encode() if isinstance(text, str) else text)[0])


class Scribe:
    """Writes data as a careless person would: mixed styles, odd indentation, comments everywhere."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.comments = 0
        self.after_text = False  # a deeper comment would now be a line of the text

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def comment(self) -> str:
        self.comments += 1
        return f"# note {self.comments}"

    def document(self, value: dict[str, Any]) -> str:
        lines = self.block(value, self.random.choice([0, 0, 0, 2]))
        if self.chance(0.3):
            lines.insert(0, self.comment())
        text = "\n".join(lines) + self.random.choice(["\n" if self.after_text else "", "\n", "\n", "\n\n"])
        return text.replace("\n", "\r\n") if self.chance(0.2) else text

    def above(self, column: int, first: bool) -> list[str]:
        """Blank lines and comments before an entry."""
        lines = [""] * self.random.choice([0, 0, 0, 1, 2])
        if self.chance(0.2):
            deeper = 0 if first or self.after_text else self.random.choice([0, 0, 1, 2])
            lines += [" " * (column + deeper) + self.comment()]
            self.after_text = False
            lines += [""] * self.random.choice([0, 0, 1])
        return lines

    def block(self, value: Any, column: int) -> list[str]:
        """The lines of a collection that is not empty."""
        lines: list[str] = []
        entries = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
        for index, (key, item) in enumerate(entries):
            lines += self.above(column, index == 0)
            lines += self.entry(key, item, column)
        return lines

    def entry(self, key: str | None, item: Any, column: int) -> list[str]:
        margin = " " * column
        head = margin + ("-" if key is None else self.key(key) + ":")
        step = self.random.choice([1, 2, 2, 2, 4])
        tail = "  " * self.chance(0.1) + (f" {self.comment()}" if self.chance(0.2) else "")
        if isinstance(item, (dict, list)) and item and self.chance(0.7):
            indentless = key is not None and isinstance(item, list) and self.chance(0.4)
            if key is None and self.chance(0.6):
                spaces = self.random.choice([1, 1, 3])
                inner = self.block(item, column + 1 + spaces)
                if inner[0].strip() and not inner[0].lstrip().startswith("#"):
                    return [head + " " * spaces + inner[0].lstrip(" "), *inner[1:]]
                return [head, *inner]
            return [head + tail, *self.block(item, column + (0 if indentless else step))]
        self.after_text = False
        if isinstance(item, str) and is_literal(item) and not item.endswith("\n\n") and self.chance(0.6):
            digit = str(step) if item.lstrip("\n")[0] in " \t" or self.chance(0.1) else ""
            sign = "" if item.endswith("\n") else "-"
            body = item.removesuffix("\n").split("\n")
            self.after_text = True
            return [
                f"{head} |{digit}{sign}{tail}",
                *(" " * (column + step) + line if line else "" for line in body),
            ]
        if item is None and self.chance(0.5):
            return [head + tail]
        if self.chance(0.1):
            return [head + tail, " " * (column + step) + self.inline(item, column + step)]
        return [f"{head}{' ' * self.random.choice([1, 1, 3])}{self.inline(item, column)}{tail}"]

    def key(self, key: str, flow: bool = False) -> str:
        return self.quoted(key) if self.chance(0.2) else word(key, key=True, flow=flow)

    def quoted(self, text: str) -> str:
        plain = word(text + "\t").removesuffix('\\t"') + '"'
        if is_plain(text) and self.chance(0.5):
            return f"'{text.replace(chr(39), chr(39) * 2)}'"
        return plain

    def inline(self, item: Any, column: int, flow: bool = False) -> str:
        match item:
            case dict() | list():
                return self.brackets(item, column)
            case str() if self.chance(0.3):
                return self.quoted(item)
            case _:
                return word(item, flow=flow)

    def brackets(self, item: Any, column: int) -> str:
        broken = self.chance(0.3)
        space = self.random.choice(["", " "])
        between = ",\n" + " " * (column + 2) if broken else "," + self.random.choice([" ", "  "])
        if isinstance(item, list):
            members = [self.inline(one, column + 2, flow=True) for one in item]
        else:
            members = [
                f"{self.key(k, True)}: {self.inline(v, column + 2, flow=True)}" for k, v in item.items()
            ]
        notes = [f"  {self.comment()}" if broken and self.chance(0.2) else "" for _ in members]
        inner = "".join(
            member + (between.replace(",\n", f",{note}\n") if index < len(members) - 1 else "")
            for index, (member, note) in enumerate(zip(members, notes, strict=True))
        )
        if broken and members and self.chance(0.5):
            inner = "\n" + " " * (column + 2) + inner + "," * self.chance(0.5) + "\n" + " " * (column + 1)
        opening, closing = ("[", "]") if isinstance(item, list) else ("{", "}")
        return f"{opening}{space}{inner}{space}{closing}"
