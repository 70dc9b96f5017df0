"""Dashboards as files: pages and pictures."""

from __future__ import annotations

import re
import sys
import webbrowser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from wbgen.cli.preview_draw import Drawing
from wbgen.config import find_config
from wbgen.errors import WbgenError
from wbgen.render.drawing import Dashboard, Drawn
from wbgen.render.drawing import Drawing as Panel

PAGE: Literal["html"] = "html"
PICTURES: tuple[Literal["png", "svg"], ...] = ("png", "svg")
FORMATS: tuple[Literal["html", "png", "svg"], ...] = (PAGE, *PICTURES)

#: What a file name may hold of a title.
NOT_IN_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Output:
    """Where to write, and what. path: None for a page of each subject under ``.wbgen/preview/``."""

    path: Path | None
    format: Literal["html", "png", "svg"]
    dark: bool
    folder: bool

    @classmethod
    def of(cls, path: str | None, format: str | None, *, dark: bool) -> Output:
        """What is asked for on the command line. Raises WbgenError where the options do not agree."""
        suffix = Path(path or "").suffix.lower().removeprefix(".")
        folder = path is None or path.endswith(("/", "\\")) or Path(path).is_dir() or suffix not in FORMATS
        if not folder and format not in (None, suffix):
            raise WbgenError(
                f"{path} is no {format}", cure=f"leave out --format, or name a file that ends with .{format}"
            )
        if suffix and folder and path is not None and not path.endswith("/") and not Path(path).is_dir():
            cure = f"end it with {', '.join('.' + one for one in FORMATS)}, or with / for a folder"
            raise WbgenError(f"wbgen cannot write a .{suffix} file", cure=cure)
        chosen = next(one for one in FORMATS if one == (format or (PAGE if folder else suffix)))
        if path is None and chosen != PAGE:
            raise WbgenError(
                f"--format {chosen} needs a place", cure=f"add `-o folder/` or `-o name.{chosen}`"
            )
        return cls(Path(path) if path is not None else None, chosen, dark, folder)

    @property
    def pictures(self) -> bool:
        """Whether pictures are written rather than pages."""
        return self.format in PICTURES

    def write(self, drawings: Iterable[Drawing]) -> Iterator[Path]:
        """Write every drawing, and tell each file. Raises WbgenError where one cannot be written."""
        place = self.path or find_config(Path.cwd()).home / "preview"
        if not self.pictures:
            from wbgen.render.page.assets import begin

            begin()  # while runs are read
        match self.format:
            case "html" if self.folder:
                for drawing in drawings:
                    yield self.page(place / f"{file_name(drawing.name)}.html", [drawing])
            case "html":
                yield self.page(place, list(drawings))
            case "png" | "svg" as format:
                pictures = Pictures(format, self.dark)
                yield from (pictures.panels if self.folder else pictures.whole)(place, list(drawings))

    def page(self, path: Path, drawings: list[Drawing]) -> Path:
        """One page of all that is drawn."""
        from wbgen.render.page.write import page_html

        dashboards = [dashboard for drawing in drawings for dashboard in drawing.dashboards]
        html = page_html(dashboards, pair=any(drawing.pair for drawing in drawings))
        return put(path, html.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class Pictures:
    """Writes pictures of one format."""

    format: Literal["png", "svg"]
    dark: bool

    def whole(self, path: Path, drawings: list[Drawing]) -> Iterator[Path]:
        """One picture of the only dashboard. Raises WbgenError where there are several."""
        dashboards = [dashboard for drawing in drawings for dashboard in drawing.dashboards]
        if len(dashboards) > 1:
            titles = ", ".join(f"`{dashboard.title}`" for dashboard in dashboards)
            cure = (
                f"choose one with --view ({titles}), or give a folder: `-o pictures/ --format {self.format}`"
            )
            raise WbgenError(f"one picture shows one view, and there are {len(dashboards)}", cure=cure)
        yield self.dashboard(path, dashboards[0])

    def panels(self, folder: Path, drawings: list[Drawing]) -> Iterator[Path]:
        """A picture of each dashboard, and beside it a folder with one of each panel."""
        from wbgen.render.image import panel_image

        taken: set[Path] = set()
        for dashboard in (dashboard for drawing in drawings for dashboard in drawing.dashboards):
            whole = unused(folder / f"{file_name(dashboard.title)}.{self.format}", taken)
            yield self.dashboard(whole, dashboard)
            panels = [panel for section in dashboard.sections for panel in section.panels]
            for number, panel in enumerate(panels, 1):
                path = unused(whole.with_suffix("") / f"{panel_name(panel)}.{self.format}", taken)
                tell(f"{path.name}: panel {number} of {len(panels)}")
                yield put(path, panel_image(noted(panel, dashboard), self.format, dark=self.dark))
        tell("")

    def dashboard(self, path: Path, dashboard: Dashboard) -> Path:
        """One picture of a dashboard."""
        from wbgen.render.image import dashboard_image

        def progress(done: int, count: int) -> None:
            tell(f"{path.name}: panel {done} of {count}")

        made = dashboard_image(dashboard, self.format, dark=self.dark, progress=progress)
        tell("")
        return put(path, made)


def noted(panel: Drawn, dashboard: Dashboard) -> Drawn:
    """A panel that says by itself what holds for its whole dashboard."""
    notes = (*panel.drawing.notes, *dashboard.notes)
    return replace(panel, drawing=Panel(panel.drawing.body, notes))


def panel_name(panel: Drawn) -> str:
    """What the file of a panel is called."""
    return file_name(panel.title or panel.kind)


def file_name(text: str) -> str:
    """A text as the name of a file: nothing in it leads out of the folder."""
    return NOT_IN_NAME.sub("-", text).strip("-.")[:80] or "view"


def unused(path: Path, taken: set[Path]) -> Path:
    """The path, with a number where it is taken; capitals alone tell no files apart."""
    found, number = path, 1
    while Path(str(found).casefold()) in taken:
        number += 1
        found = path.with_stem(f"{path.stem}-{number}")
    taken.add(Path(str(found).casefold()))
    return found


def put(path: Path, content: bytes) -> Path:
    """Write a file. Raises WbgenError where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        cure = "choose another place with --output"
        raise WbgenError(f"{path} cannot be written: {error.strerror or error}", cure=cure) from error
    return path


def tell(text: str) -> None:
    """Say on a terminal how far the work is, in one line that gives way to the next."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)


def show(path: Path) -> None:
    """Open a file as the system does; where it cannot, say how to."""
    if not webbrowser.open(path.resolve().as_uri()):
        click.echo(f"open it yourself: {path.resolve().as_uri()}", err=True)
