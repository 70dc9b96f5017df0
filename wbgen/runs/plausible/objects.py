"""The logged objects of an invented metric: texts, histograms, tables, and media with their files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from wbgen.runs.plausible.curves import Invented
from wbgen.runs.plausible.files import HEIGHT, WIDTH, clip, picture, tone
from wbgen.spec.guide import Metric
from wbgen.views.json import Json

#: Rows on which media and tables are logged, at most: files cost more than numbers.
FILES = 6
BINS = 32
TABLE_ROWS = 6

SENTENCES = (
    "the model repeats the end of the prompt",
    "an answer in the right form, and a wrong number",
    "a full answer, as it should be",
    "the answer breaks off",
)


class Objects:
    """What one run logs that is no number. files: contents by path."""

    def __init__(self, run: Invented) -> None:
        self.run = run
        self.files: dict[str, bytes] = {}

    def of(self, metric: Metric, rows: Sequence[int]) -> dict[int, str]:
        """The texts of a metric's column by row: JSON, but for texts."""
        make = MAKERS[metric.attributes.type or ""]
        if metric.attributes.type not in INLINE:
            rows = thinned(rows, FILES)
        return {row: make(self, metric, row, self.run.chance(f"{metric.name} {row}")) for row in rows}

    def text(self, metric: Metric, row: int, random: Random) -> str:
        """A sentence about the step."""
        return f"step {self.run.times.steps[row]:,}: {random.choice(SENTENCES)}"

    def histogram(self, metric: Metric, row: int, random: Random) -> str:
        """Values around a centre that moves within the range, closer together as the run goes on."""
        from wbgen.runs.plausible.levels import levels

        found = levels(metric.name, metric.attributes)
        progress = self.run.times.progress(row)
        wide = max(abs(found.end - found.start), abs(found.end) * 0.3, 1e-6)
        centre = found.start + (found.end - found.start) * progress
        spread = wide * (0.45 - 0.25 * progress)
        values = [found.clipped(random.gauss(centre, spread)) for _ in range(256)]
        low, high = min(values), max(values)
        size = (high - low) / BINS or 1.0
        counts = [0] * BINS
        for value in values:
            counts[min(int((value - low) / size), BINS - 1)] += 1
        edges: list[Json] = [low + size * n for n in range(BINS + 1)]
        return written({"_type": "histogram", "values": [*counts], "bins": edges})

    def image(self, metric: Metric, row: int, random: Random) -> str:
        """A picture that becomes clearer."""
        content = picture(random, self.run.times.progress(row) * (0.4 + 0.6 * self.run.quality))
        sides: dict[str, Json] = {"width": WIDTH, "height": HEIGHT, "format": "png"}
        caption = f"step {self.run.times.steps[row]:,}"
        return self.media(metric, row, ("image-file", "images", "png"), content, sides | {"caption": caption})

    def audio(self, metric: Metric, row: int, random: Random) -> str:
        """A tone."""
        return self.media(metric, row, ("audio-file", "audio", "wav"), tone(random), {})

    def video(self, metric: Metric, row: int, random: Random) -> str:
        """A moving spot."""
        sides: dict[str, Json] = {"width": WIDTH, "height": HEIGHT}
        return self.media(metric, row, ("video-file", "videos", "gif"), clip(random), sides)

    def table(self, metric: Metric, row: int, random: Random) -> str:
        """A table with the columns that the catalogue names."""
        names = metric.attributes.columns or ["step", "sample", "score"]
        step = self.run.times.steps[row]
        data: list[Json] = [[table_cell(name, n, step, random) for name in names] for n in range(TABLE_ROWS)]
        content = json.dumps({"columns": [*names], "data": data}).encode()
        sizes: dict[str, Json] = {"ncols": len(names), "nrows": TABLE_ROWS}
        return self.media(metric, row, ("table-file", "table", "table.json"), content, sizes)

    def media(
        self,
        metric: Metric,
        row: int,
        form: tuple[str, str, str],
        content: bytes,
        more: Mapping[str, Json],
    ) -> str:
        """The object that names a file, which is kept. form: its type, its folder and its ending."""
        kind, folder, ending = form
        digest = hashlib.sha256(content).hexdigest()
        name = re.sub(r"[^A-Za-z0-9_/-]", "_", metric.name).strip("/") or "media"
        path = f"media/{folder}/{name}_{self.run.times.steps[row]}_{digest[:20]}.{ending}"
        self.files[path] = content
        return written({"_type": kind, "path": path, "sha256": digest, "size": len(content), **more})


def table_cell(name: str, row: int, step: int, random: Random) -> Json:
    """A cell, by what its column is called."""
    name = name.lower()
    if "step" in name:
        return step
    if any(part in name for part in ("text", "sample", "prompt", "answer", "response", "input", "output")):
        return random.choice(SENTENCES)
    if any(part in name for part in ("name", "criterion", "metric", "rubric", "class", "label", "id")):
        return f"{name.split('_')[0]} {row + 1}"
    if any(part in name for part in ("count", "samples", "num", "rank")):
        return random.randrange(20, 200)
    return round(random.uniform(0.2, 0.95), 3)


def thinned(rows: Sequence[int], most: int) -> list[int]:
    """At most so many of the rows, the first and the last among them."""
    if len(rows) <= most:
        return list(rows)
    return [rows[n * (len(rows) - 1) // (most - 1)] for n in range(most)]


def written(value: Mapping[str, Json]) -> str:
    """An object as the client writes it into a history."""
    return json.dumps(value, separators=(",", ":"))


#: Types whose values lie in the history itself.
INLINE = frozenset({"text", "histogram"})

MAKERS: Mapping[str, Callable[[Objects, Metric, int, Random], str]] = {
    "text": Objects.text,
    "histogram": Objects.histogram,
    "image": Objects.image,
    "media": Objects.image,
    "audio": Objects.audio,
    "video": Objects.video,
    "table": Objects.table,
}
