"""Bytes to guide: the stages in a row."""

from __future__ import annotations

from pathlib import Path

from wbgen.spec.check import check
from wbgen.spec.diagnostics import Collector, Diagnostic
from wbgen.spec.extend import extend
from wbgen.spec.guide import Guide
from wbgen.spec.load import load, load_file
from wbgen.spec.packs import use_packs
from wbgen.spec.resolve import resolve
from wbgen.spec.sweeps.recognised import is_sweep_file
from wbgen.spec.tree import Mapping, beginning


def read_guide(path: Path) -> tuple[Guide, tuple[Diagnostic, ...]]:
    """The guide in a file, with the warnings and notes on it. Raises SpecError where it has errors."""
    return finish(*load_file(path), path.parent)


def parse_guide(
    data: bytes, file: str = "<spec>", folder: Path | None = None
) -> tuple[Guide, tuple[Diagnostic, ...]]:
    """The guide in some bytes; as :func:`read_guide`. folder: where the charts it names are looked for."""
    return finish(*load(data, file), folder)


def read_tree(path: Path) -> tuple[Mapping, Collector]:
    """The tree of a file, put together and resolved, with what was found on the way."""
    return together(*load_file(path), path.parent)


def finish(
    root: Mapping, collector: Collector, folder: Path | None = None
) -> tuple[Guide, tuple[Diagnostic, ...]]:
    """Put together, resolve and check a loaded tree. folder: where it lies, and what it extends and uses."""
    if is_sweep_file(root):
        message = "this is a sweep of W&B's, and no spec"
        cure = "`wbgen lint` checks it, `wbgen pull` makes a spec of it"
        collector.add("sweep-file", message, beginning(root.span), cure=cure)
        collector.raise_if_errors()
    resolved, collector = together(root, collector, folder)
    guide = check(resolved, collector, folder)
    return guide, collector.sorted()


def together(root: Mapping, collector: Collector, folder: Path | None) -> tuple[Mapping, Collector]:
    """A loaded tree with what it extends and uses, its variables filled in."""
    file = folder / Path(collector.file).name if folder is not None else None
    return use_packs(resolve(extend(root, collector, file), collector), collector, file), collector
