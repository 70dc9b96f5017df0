"""What a custom chart panel asks for: its query, as the app's query editor writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wbgen.views.outline.reading import dig, items, mapping, whole

#: Runs and rows that reach a chart in W&B (docs.wandb.ai, "Custom charts overview").
MOST_RUNS, MOST_ROWS = 500, 10_000

#: Keys of a query, and levels of fields within fields.
MOST_KEYS, MOST_LEVELS = 200, 10


@dataclass(frozen=True, slots=True)
class Query:
    """Keys by the part they are asked of, in order; tables by their keys.

    index: which of the logged tables of ``historyTable`` is meant, from 0; the last where it is None.
    limit: runs at most.
    """

    history: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    summary_tables: tuple[str, ...] = ()
    history_tables: tuple[str, ...] = ()
    index: int | None = None
    limit: int = MOST_RUNS

    @property
    def tables(self) -> tuple[str, ...]:
        """The keys of all tables."""
        return (*self.summary_tables, *self.history_tables)


@dataclass(slots=True)
class Parts:
    """What is found while a query is gone through."""

    keys: dict[str, dict[str, None]] = field(default_factory=dict)
    tables: dict[str, dict[str, None]] = field(default_factory=dict)
    index: int | None = None
    limit: int = MOST_RUNS


def read_query(config: Mapping[str, object]) -> Query:
    """The query of a panel's config. Total: what is no query asks for nothing."""
    found = Parts()
    for name, arguments in fields(dig(config, "userQuery", "queryFields"), 0):
        if name == "runSets":
            found.limit = whole(arguments.get("limit"), MOST_RUNS, 1, MOST_RUNS)
        keys = [key for key in items(arguments.get("keys")) if isinstance(key, str) and key]
        found.keys.setdefault(name, {}).update(dict.fromkeys(keys[:MOST_KEYS]))
        table = arguments.get("tableKey")
        if isinstance(table, str) and table:
            found.tables.setdefault(name, {})[table] = None
        if name == "historyTable" and arguments.get("index") is not None:
            found.index = whole(arguments["index"], 0, 0, 10**9)
    return Query(
        history=tuple(found.keys.get("history", ()))[:MOST_KEYS],
        summary=tuple(found.keys.get("summary", ()))[:MOST_KEYS],
        config=tuple(found.keys.get("config", ()))[:MOST_KEYS],
        summary_tables=tuple(found.tables.get("summaryTable", ()))[:MOST_KEYS],
        history_tables=tuple(found.tables.get("historyTable", ()))[:MOST_KEYS],
        index=found.index,
        limit=found.limit,
    )


def fields(written: object, level: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Every field of a query with its arguments by name, those within fields too."""
    if level > MOST_LEVELS:
        return
    for entry in items(written)[:MOST_KEYS]:
        name = mapping(entry).get("name")
        arguments = {
            argument: value
            for argument, value in (
                (mapping(given).get("name"), mapping(given).get("value"))
                for given in items(dig(entry, "args"))
            )
            if isinstance(argument, str)
        }
        if isinstance(name, str):
            yield name, arguments
        yield from fields(dig(entry, "fields"), level + 1)
