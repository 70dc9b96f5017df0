"""A project's runs as a table: narrowed by a filter, sorted by a column, with what differs between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from wbgen.errors import WbgenError
from wbgen.server.filters import MISSING, Facts, in_order, matches
from wbgen.server.pages.found import page_number
from wbgen.server.pages.values import config_values, summary_values, told
from wbgen.server.refusal import Refusal
from wbgen.server.store import Run, Store

RUNS_PER_PAGE = 50
#: Runs that a filter or a sort looks at, the newest; and those whose values decide on the columns.
MOST_RUNS = 10_000
LOOKED_AT = 200
#: Columns of each section that are shown unless others are asked for, that may be, and that are offered.
USUAL = 6
MOST_COLUMNS = 40
OFFERED = 300
#: Characters of a filter, of a key, and of a value that may stand in a column without being asked for.
MOST_FILTER = 4000
MOST_KEY = 500
SHORT = 60

#: Columns that every table has: the key that filters and orders know, and its name for people.
OWN = (("display_name", "Name"), ("created_at", "Created"), ("duration", "Lasted"))
SECTIONS = {"config": "config.", "summary": "summary_metrics."}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. sort: a key with ``+`` or ``-`` before it, or empty.  columns: keys, or none."""

    filter: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the newest runs are asked for, as they are."""
        return not self.filter and not self.sort

    @property
    def without_filter(self) -> str:
        """The query of the URL that asks for the same of all runs."""
        return replace(self, filter="").url()

    def url(self, page: int = 1) -> str:
        """The query of the URL that asks for it."""
        said = [("filter", self.filter), ("sort", self.sort), *(("column", key) for key in self.columns)]
        number = [("page", str(page))] if page > 1 else []
        return "?" + urlencode([(name, value) for name, value in said if value] + number, errors="replace")


@dataclass(frozen=True, slots=True)
class Column:
    """A column. key: as filters name it (``config.lr``).  sorted: ``ascending``, ``descending`` or ``none``.

    url: of the table sorted by it, the other way round where it is already.
    """

    key: str
    label: str
    sorted: str
    url: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a filter: its text before, at and after the characters that are meant."""

    message: str
    cure: str
    parts: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RunsTable:
    """A page of the table.

    count: runs that pass the filter, of ``total``.  cells: a row for each run, a text for each of
    ``columns``.  offered: keys of columns that may be asked for, with their labels.
    """

    query: Query
    runs: Sequence[Run]
    own: Sequence[Column]
    columns: Sequence[Column]
    cells: Sequence[Sequence[str]]
    offered: Sequence[tuple[str, str]]
    count: int
    total: int
    number: int
    pages: int
    problem: Problem | None = None

    @property
    def keys(self) -> Collection[str]:
        """The keys of the columns."""
        return [column.key for column in self.columns]

    @property
    def rows(self) -> Iterable[tuple[Run, Sequence[str]]]:
        """Each run with its cells."""
        return zip(self.runs, self.cells, strict=True)


def read_query(asked: QueryParams) -> Query:
    """What a URL asks for."""
    columns = tuple(dict.fromkeys(key[:MOST_KEY] for key in asked.getlist("column") if key))
    sort = asked.get("sort", "")[:MOST_KEY]
    return Query(
        filter=asked.get("filter", "").strip()[:MOST_FILTER],
        sort=sort if sort[:1] in ("+", "-") and len(sort) > 1 else "",
        columns=columns[:MOST_COLUMNS],
    )


def runs_table(store: Store, project_id: str, asked: QueryParams) -> RunsTable:
    """The page of the table that a URL asks for. A filter that is none is told, and narrows nothing."""
    query, total = read_query(asked), store.runs.count(project_id)
    problem: Problem | None = None
    if query.is_plain:  # the newest are at hand: no other run is read
        count, looked_at = total, store.runs.page(project_id, LOOKED_AT, newest_first=True)
    else:
        found: Sequence[Run] = store.runs.page(project_id, MOST_RUNS, newest_first=True)
        try:
            found = passing(found, query.filter)
        except WbgenError as error:
            problem = problem_of(error, query.filter)
        found = in_order(found, query.sort) if query.sort else found
        count, looked_at = len(found), list(found[:LOOKED_AT])
    number, pages = page_number(asked.get("page", ""), count, RUNS_PER_PAGE)
    start = (number - 1) * RUNS_PER_PAGE
    shown = (
        store.runs.page(project_id, RUNS_PER_PAGE, start, newest_first=True)
        if query.is_plain
        else found[start : start + RUNS_PER_PAGE]
    )
    offered = differing(looked_at)
    keys = query.columns or usual(offered)
    return RunsTable(
        query=query,
        runs=shown,
        own=[column(query, key, label) for key, label in OWN],
        columns=[column(query, key, label_of(key)) for key in keys],
        cells=[cells(run, keys) for run in shown],
        offered=[(key, label_of(key)) for key in dict.fromkeys((*keys, *offered))][:OFFERED],
        count=count,
        total=total,
        number=number,
        pages=pages,
        problem=problem,
    )


def passing(runs: Sequence[Run], text: str) -> Sequence[Run]:
    """The runs that a filter in wbgen's language lets through. Raises WbgenError where it is none."""
    if not text:
        return runs
    # The parser is loaded with the first filter that is asked for.
    from wbgen.spec.expressions import parse_filter
    from wbgen.views.filters import to_mongo

    wanted = to_mongo(parse_filter(text), now=datetime.now(UTC))
    try:
        return [run for run in runs if matches(wanted, run)]
    except Refusal as error:
        raise WbgenError(f"The filter cannot be used: {error}.") from error


def problem_of(error: WbgenError, text: str) -> Problem:
    """What to say of a filter that is none."""
    start, end = getattr(error, "start", 0), getattr(error, "end", 0)
    return Problem(str(error), error.cure or "", (text[:start], text[start:end], text[end:]))


def differing(runs: Sequence[Run]) -> list[str]:
    """Keys of config and summary whose values are not the same in all of the runs, or in the only one."""
    seen: dict[str, dict[str, int]] = {}
    for run in runs:
        for key, value in short_values(run):
            counts = seen.setdefault(key, {})
            counts[value] = counts.get(value, 0) + 1
    same = {key for key, counts in seen.items() if counts == {next(iter(counts)): len(runs)}}
    kept = [key for key in seen if key not in same or len(runs) == 1]
    held = {key: sum(seen[key].values()) for key in kept}
    return sorted(kept, key=lambda key: (key.startswith(SECTIONS["summary"]), -held[key], key))


def short_values(run: Run) -> Iterable[tuple[str, str]]:
    """Each key of a run's config and summary with its value as text, where that is short and its own."""
    for section, values in (("config", config_values(run.config)), ("summary", summary_values(run.summary))):
        for name, value in values:
            if not name.startswith("_") and not isinstance(value, dict | list) and len(name) <= MOST_KEY:
                text = told(value)
                if len(text) <= SHORT:
                    yield SECTIONS[section] + name, text


def usual(offered: Sequence[str]) -> tuple[str, ...]:
    """The columns of a table that none are chosen for: some of the config, some of the summary."""
    of_section = ([key for key in offered if key.startswith(prefix)] for prefix in SECTIONS.values())
    return tuple(key for keys in of_section for key in keys[:USUAL])


def column(query: Query, key: str, label: str) -> Column:
    """A column with the link that sorts by it: upwards first, then downwards, then not."""
    way = query.sort[:1] if query.sort[1:] == key else ""
    after = {"": f"+{key}", "+": f"-{key}", "-": ""}[way]
    name = {"": "none", "+": "ascending", "-": "descending"}[way]
    return Column(key, label, name, replace(query, sort=after).url())


def label_of(key: str) -> str:
    """The name of a column for people."""
    return next((key.removeprefix(prefix) for prefix in SECTIONS.values() if key.startswith(prefix)), key)


def cells(run: Run, keys: Sequence[str]) -> list[str]:
    """A run's values under some keys, as texts."""
    facts = Facts(run)
    values = [facts[key] for key in keys]
    return ["" if value is MISSING or value is None else told(value) for value in values]
