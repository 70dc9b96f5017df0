"""Media: images, sounds and videos that the runs logged, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wbgen.render.curves.legends import cut
from wbgen.render.drawing import Drawing, Gallery, Nothing, Picture
from wbgen.render.labels import distinct
from wbgen.render.logged import Newest, mime_of, newest
from wbgen.render.measured import NO_RUNS
from wbgen.render.missing import not_logged, quoted
from wbgen.render.scene import Scene, Settings, Shown
from wbgen.runs import Kind, RunData
from wbgen.runs.media import Media, media
from wbgen.views.outline.reading import dig, items, text, whole

#: Items of a panel, steps of a run where steps are shown, and items of one step.
MOST_ITEMS, MOST_STEPS, MOST_OF_STEP = 48, 6, 16

#: Bytes of one file, and of all files of a panel.
MOST_BYTES, MOST_BYTES_TOGETHER = 8 * 2**20, 24 * 2**20
MOST_COLUMNS = 24

SHOWN_KINDS = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO})


@dataclass(frozen=True, slots=True)
class Item:
    """A logged file with what stands below it."""

    data: RunData
    media: Media
    caption: str


def draw(config: Settings, scene: Scene) -> Drawing:
    """The newest media of each run; where an axis is the step, the newest few steps of each."""
    keys = [key for key in map(text, items(config.get("mediaKeys"))) if key]
    if not keys:
        return Drawing(Nothing("This panel names no media."))
    if not scene.runs:
        return Drawing(Nothing(NO_RUNS))
    steps = MOST_STEPS if "step" in axes_of(config) else 1
    logged = {key: [newest(shown.data, key, steps) for shown in scene.runs] for key in keys}
    found = {key: list(items_of(scene.runs, key, logged[key], len(keys) > 1)) for key in keys}
    missing = [key for key in keys if not any(logged[key])]
    odd = [key for key in keys if not found[key] and key not in missing]
    notes = [not_logged(missing, media_keys(scene.runs))] if missing else []
    notes += [f"{quoted(key)} holds no images, sounds or videos." for key in odd]
    every = [item for key in keys for item in found[key]]
    if not every:
        return Drawing(Nothing(" ".join(notes)))
    shown = tuple(pictures(every[:MOST_ITEMS]))
    left = len(every) - len(shown)
    return Drawing(
        Gallery(shown, columns(config, scene, steps), f"{left} more." if left else ""), tuple(notes)
    )


def axes_of(config: Settings) -> set[str]:
    """What lies along the axes of a panel's mode: ``step``, ``run`` or ``index``."""
    if config.get("mode") == "grid":
        return {text(dig(config.get("gridSettings"), name)) for name in ("xAxis", "yAxis")}
    return {text(dig(config.get("gallerySettings"), "axis"))}


def columns(config: Settings, scene: Scene, steps: int) -> int:
    """How many stand in a row: as the panel says; in a grid as many as its x axis has."""
    asked = whole(config.get("columnCount"), 0, 0, MOST_COLUMNS)
    if asked or config.get("mode") != "grid":
        return asked
    along = text(dig(config.get("gridSettings"), "xAxis"))
    return min(MOST_COLUMNS, {"run": len(scene.runs), "step": steps}.get(along, 0))


def items_of(runs: Sequence[Shown], key: str, logged: Sequence[Newest], named: bool) -> Iterator[Item]:
    """The media of a key, run by run. named: whether captions say the key too."""
    for label, shown, newest_first in zip(distinct(runs), runs, logged, strict=True):
        for step, value in newest_first:
            when = "" if step is None else f"step {step:,}"
            for each in media(value, key, step)[:MOST_OF_STEP]:
                if each.kind in SHOWN_KINDS:
                    told = filter(None, (label, key if named else "", when, each.caption))
                    yield Item(shown.data, each, cut(" · ".join(told)))


def pictures(found: Sequence[Item]) -> Iterator[Picture]:
    """The items with their contents, as long as these are not too much together."""
    left = MOST_BYTES_TOGETHER
    for item in found:
        picture = picture_of(item, left)
        left -= len(picture.content)
        yield picture


def picture_of(item: Item, left: int) -> Picture:
    """An item with its content, or why it has none. left: bytes that the panel still has room for."""
    content = item.data.file(item.media.path) if left > 0 else b""
    why = problem(content, left)
    if content and not why:
        width, height = item.media.width, item.media.height
        return Picture(item.caption, mime_of(content), content, width=width, height=height)
    return Picture(item.caption, "", why=f"The file {quoted(item.media.path)} {why}.")


def problem(content: bytes | None, left: int) -> str:
    """Why a file is not shown, as the end of a sentence; empty where nothing is wrong with it."""
    if content is None:
        return "is not there"
    if len(content) > min(left, MOST_BYTES) or left <= 0:
        return (
            "is too large to show" if len(content) > MOST_BYTES else "is left out: the others fill the panel"
        )
    return "" if mime_of(content) else "is of no type that pages show" if content else "is empty"


def media_keys(runs: Sequence[Shown]) -> list[str]:
    """The keys of media that any run logged."""
    found = (name for shown in runs for name, key in shown.data.keys().items() if key.kind in SHOWN_KINDS)
    return list(dict.fromkeys(found))
