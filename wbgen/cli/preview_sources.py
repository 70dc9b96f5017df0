"""What can be previewed: the views of a spec, a view in a file, a view on a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbgen.cli.options import find_specs
from wbgen.errors import WbgenError
from wbgen.views.json import Json, parse

if TYPE_CHECKING:
    from wbgen.pull.source import Source
    from wbgen.render.scene import Charts
    from wbgen.spec.guide import Guide

#: Files of custom charts beside a view's JSON, and the bytes of one, that are looked at.
MOST_CHARTS, MOST_BYTES = 500, 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """A view to be drawn. kind: ``workspace`` or ``report``.  names: what it goes by on the command line."""

    title: str
    kind: Any
    spec: Json
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What one argument names.

    name: of the page that is written of it.  guide: what invented runs follow; for a view that has no spec
    it is made of the view when it is called for.  project: the URL of the project of a view on a server,
    whose newest runs are shown.  file: the spec.
    """

    name: str
    views: tuple[Shown, ...]
    charts: Charts
    guide: Callable[[], Guide]
    project: str = ""
    file: Path | None = None


def subjects(what: Sequence[str], target: str | None) -> list[Subject]:
    """What the arguments name, specs first; without one, every spec under specs/.

    Raises WbgenError for what is none of these, and SpecError with the mistakes of all specs.
    """
    specs = tuple(Path(argument) for argument in what if not is_url(argument) and not is_json(argument))
    others = [
        of_url(argument, target) if is_url(argument) else of_file(Path(argument))
        for argument in what
        if is_url(argument) or is_json(argument)
    ]
    return [*(of_specs(specs) if specs or not what else []), *others]


def is_url(argument: str) -> bool:
    """Whether it is a web address."""
    return argument.startswith(("http://", "https://"))


def is_json(argument: str) -> bool:
    """Whether it is a view in a file."""
    return argument.endswith(".json")


def of_specs(paths: tuple[Path, ...]) -> list[Subject]:
    """The views that specs compile to."""
    from wbgen.cli.read import read_guides

    files = find_specs(paths)
    return [of_guide(guide, file) for guide, file in zip(read_guides(tuple(files)), files, strict=True)]


def of_guide(guide: Guide, file: Path) -> Subject:
    """The views that a guide compiles to."""
    from wbgen.compile import compile_guide

    resources = compile_guide(guide)
    own = {chart.name: parse(chart.spec) for chart in resources.charts}
    views = tuple(
        Shown(view.heading or view.title, view.kind, view.spec, names_of(view.address, view.title))
        for view in resources.views
    )
    return Subject(guide.id, views, charts_of(own), lambda: guide, file=file)


def of_file(path: Path) -> Subject:
    """A view in a file, with the custom charts that ``wbgen build`` wrote beside it."""
    from wbgen.pull.source import read_view_file

    source = read_view_file(path)
    return of_source(source, path.stem, charts_beside(path))


def of_url(url: str, target: str | None) -> Subject:
    """A view on a server."""
    from dataclasses import replace

    from wbgen.cli.pull_new import fetch
    from wbgen.views.urls import parse_view_url

    source = fetch(url, target)
    place = parse_view_url(url)
    subject = of_source(source, source.title, {})
    return replace(subject, project=f"{place.base}/{place.entity}/{place.project}")


def of_source(source: Source, name: str, own: Mapping[str, Json]) -> Subject:
    """A view that no spec of ours makes."""
    shown = Shown(source.title, source.kind, source.spec, (name, source.title))
    return Subject(name, (shown,), charts_of(own), lambda: guide_of(source))


def guide_of(source: Source) -> Guide:
    """A view as a guide, whose catalogue names what its panels show. Raises WbgenError where none can be."""
    from wbgen.pull.new import spec_of
    from wbgen.spec.read import parse_guide

    try:
        return parse_guide(spec_of(source).text.encode("utf-8"), "<view>")[0]
    except (ValueError, WbgenError) as error:
        message = f"no runs can be invented for this view: {error}"
        raise WbgenError(message, cure="name runs with --runs") from None


def names_of(address: str, title: str) -> tuple[str, ...]:
    """What a view goes by: its address and the ends of it, and its title."""
    parts = address.split("/")
    return (*("/".join(parts[at:]) for at in range(len(parts))), title)


def charts_of(own: Mapping[str, Json]) -> Charts:
    """The custom charts of a spec by their id."""

    def chart(id: str) -> Mapping[str, Any] | None:
        found = own.get(id.rpartition("/")[2])
        return found if isinstance(found, dict) else None

    return chart


def charts_beside(path: Path) -> dict[str, Json]:
    """The custom charts in the folder of a view's file, by name; what is none is passed over."""
    found: dict[str, Json] = {}
    for file in sorted(path.parent.glob("chart.*.json"))[:MOST_CHARTS]:
        try:
            with file.open("rb") as opened:
                value = parse(opened.read(MOST_BYTES).decode("utf-8-sig"))
        except (OSError, ValueError):
            continue
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            found[str(value["name"])] = value.get("spec")
    return found
