"""Whether a pattern is one for RE2, the regular expressions of W&B (github.com/google/re2/wiki/Syntax).

RE2 itself is not needed at run time. The check is conservative: what it lets through RE2 takes, and of
what RE2 takes it refuses only rarities.
"""

from __future__ import annotations

import re
import warnings

MAX_CHARS = 1000
MAX_GROUPS = 50
MAX_REPEAT = 1000

#: Steps of RE2's program, of which its 8 MiB hold 697,000; and what a part of a pattern takes at most.
MAX_SIZE = 600_000
SIZE_OF_CHAR, SIZE_OF_SET, SIZE_OF_UNICODE = 5, 20, 2000

POSIX = "alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit"
UNICODE = (
    "L[motul]?|M[cne]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|C[fco]?"
    "|Latin|Greek|Cyrillic|Han|Hangul|Hiragana|Katakana|Arabic|Hebrew|Thai|Devanagari|Common"
)

ESCAPE = r"\\(?:[pP](?:\{[^{}]*\}|.)|x\{[^{}]*\}|.)"
#: A named set, or the beginning of what RE2 would take for one.
NAMED_SET = rf"\[:(?:\^?(?:{POSIX}):\])?"

#: The parts of a pattern that are more than a character; what lies between them are characters.
PART = re.compile(
    rf"""
    (?P<escape>{ESCAPE})
    | (?P<set>\[\^?\]?(?:{ESCAPE}|{NAMED_SET}|\[(?!:)|[^\]\\\[])*\])
    | (?P<group>\((?:\?(?:<?[=!]|P=|P?<\w*>|[a-zA-Z]*-?[a-zA-Z]*[:)]|.))?)
    | (?P<close>\))
    | (?P<repeat>(?:[*+?]|\{{[0-9]*,?[0-9]*\}})[?+]?)
    """,
    re.DOTALL | re.VERBOSE,
)
IN_SET = re.compile(rf"{ESCAPE}|{NAMED_SET}", re.DOTALL)
COUNTED = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")

#: What a part must not be, and what is said of it.
REFUSED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"\(\?<?[=!]", "RE2 cannot look ahead or behind (`{0}`)"),
        (r"\(\?P=|\\[1-9]", "RE2 has no backreferences (`{0}`)"),
        (r"\(\?>", "RE2 has no atomic groups (`{0}`)"),
        (r"\(\?\(", "RE2 has no conditions (`{0}`)"),
        (r"\(\?P?<(?![A-Za-z_][A-Za-z0-9_]*>).*", "RE2 does not take the name of the group `{0}`"),
        (r"\(\?(?!P?<|[imsU]*(?:-[imsU]+)?[:)]).*", "RE2 does not know `{0}`"),
        (r"(?:[*+?]|\{.*\})\+", "RE2 has no possessive repetition (`{0}`)"),
        (r"\{,[0-9]*\}\??", "RE2 reads `{0}` as characters; begin it with 0"),
        (rf"\\[pP](?!\{{\^?(?:{UNICODE})\}}\Z|[LMNPSZC]\Z).*", "RE2 does not know `{0}`"),
        (r"\\x\{(?!0*[0-9a-fA-F]{1,4}\}\Z).*", "RE2 does not know the character `{0}`"),
        (r"\\(?:[ZuUN_]|[^\x00-\x7f])", "RE2 does not know `{0}`"),
        (r"\[:", "RE2 does not know the set that begins with `{0}`"),
    )
)
CAPTURING = re.compile(r"\((?:\?P?<\w*>)?\Z")


def check_re2(pattern: str, *, captures: bool = True) -> str | None:
    """What is wrong with a pattern, in words; None where RE2 takes it.

    captures: whether ``(...)`` may stand in it; W&B's ``metric_regex`` takes only ``(?:...)``.
    """
    if len(pattern) > MAX_CHARS:
        return f"the regex is longer than {MAX_CHARS:,} characters"
    if any("\ud800" <= char <= "\udfff" for char in pattern):
        return "the regex holds half of a surrogate pair"
    parts = list(PART.finditer(pattern))
    for part in parts:
        if problem := part_problem(part, captures):
            return problem
    if sum(part.lastgroup == "group" for part in parts) > MAX_GROUPS:
        return f"the regex has more than {MAX_GROUPS} groups"
    repeated, size = measure(pattern, parts)
    if repeated > MAX_REPEAT:
        return f"RE2 repeats at most {MAX_REPEAT:,} times"
    if size > MAX_SIZE:
        return "the regex is too large for RE2; repeat less"
    return python_problem(PART.sub(lambda part: as_python(part[0]), pattern))


def part_problem(part: re.Match[str], captures: bool) -> str | None:
    """What is wrong with one part of a pattern."""
    if part.lastgroup == "set":
        inner = [found[0] for found in IN_SET.finditer(part[0][1:-1])]
        if r"\b" in inner:
            return r"RE2 does not know `\b` in a set"
        return next(filter(None, map(refusal, inner)), None)
    if not captures and part.lastgroup == "group" and CAPTURING.match(part[0]):
        return "groups that capture are not taken here: write `(?:` instead of `(`"
    return refusal(part[0])


def refusal(text: str) -> str | None:
    """Why RE2 refuses a part, if it does."""
    return next((words.format(text) for bad, words in REFUSED if bad.fullmatch(text)), None)


def measure(pattern: str, parts: list[re.Match[str]]) -> tuple[int, int]:
    """How often counted repetitions inside each other ask for a character, and RE2's steps, at most."""
    opened = [[1, 0]]  # both, for each open group
    atom, end = (1, 0), 0
    for part in parts:
        if between := pattern[end : part.start()]:
            opened[-1][1] += sum(map(size_of, between))
            atom = 1, size_of(between[-1])
        end = part.end()
        match part.lastgroup:
            case "group" if not part[0].endswith(")"):
                opened.append([1, SIZE_OF_CHAR])
            case "close" if len(opened) > 1:
                most, size = opened.pop()
                atom = most, size
                opened[-1] = [max(opened[-1][0], most), opened[-1][1] + size]
            case "repeat":
                counted = COUNTED.match(part[0])
                times = max(1, *(int(number or 0) for number in counted.groups())) if counted else 1
                opened[-1][1] += atom[1] * (times - 1)
                atom = atom[0] * times, atom[1] * times
                opened[-1][0] = max(opened[-1][0], atom[0])
            case _:
                atom = 1, size_of(part[0])
                opened[-1][1] += atom[1]
    return max(most for most, _ in opened), sum(size for _, size in opened)


def size_of(part: str) -> int:
    """Steps of RE2's program for a character, an escape or a set, at most."""
    if len(part) == 1 and part != ".":
        return SIZE_OF_CHAR
    return SIZE_OF_SET + SIZE_OF_CHAR * len(part) + SIZE_OF_UNICODE * part.lower().count(r"\p")


def as_python(part: str) -> str:
    """A part in the words of Python's regular expressions, of the same shape."""
    if part.startswith((r"\p", r"\P")) or re.fullmatch(NAMED_SET, part):
        return r"\w"
    if part.startswith("["):
        return "[" + IN_SET.sub(lambda found: as_python(found[0]), part[1:-1]) + "]"
    if part == r"\z":
        return r"\Z"
    if part.startswith(r"\x{"):
        return f"\\u{int(part[3:-1], 16):04x}"
    return part


def python_problem(pattern: str) -> str | None:
    """What Python finds wrong with a pattern, which RE2 would too."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets that will read otherwise in later Pythons
            re.compile(pattern)
    except (re.error, OverflowError) as error:
        return f"the regex does not read: {error}"
    return None
