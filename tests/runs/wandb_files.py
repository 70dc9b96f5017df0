"""`.wandb` files written by hand, in the form of old clients (``key``) and of new ones (``nested_key``)."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from wandb.proto import wandb_internal_pb2 as pb

IDENT = b":W&B\xe1\xbe\x00"
BLOCK = 32768


def framed(contents: Sequence[bytes]) -> bytes:
    """Records as a log: the format's own words, a piece at a time."""
    log = bytearray(IDENT)
    for content in contents:
        rest, first = content, True
        while first or rest:
            room = BLOCK - len(log) % BLOCK
            if room < 7:
                log += bytes(room)
                room = BLOCK
            part, rest = rest[: room - 7], rest[room - 7 :]
            kind = (1 if not rest else 2) if first else (4 if not rest else 3)
            log += struct.pack("<IHB", crc32(bytes([kind]) + part), len(part), kind) + part
            first = False
    return bytes(log)


def leaves(value: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """The values of maps within maps, as wandb-core takes them apart."""
    if isinstance(value, dict) and value:
        return [leaf for name, item in value.items() for leaf in leaves(item, (*path, name))]
    return [(path, value)]


def add(items: Any, values: Mapping[str, Any], *, nested: bool) -> None:
    """Add values to a record's items."""
    for name, value in values.items():
        for path, leaf in leaves(value, (name,)) if nested else [((name,), value)]:
            item = items.add(value_json=json.dumps(leaf))
            if nested:
                item.nested_key.extend(path)
            else:
                item.key = name


def run_record(id: str = "r1", project: str = "p", started: int = 1_700_000_000, **config: Any) -> Any:
    record = pb.Record()
    record.run.run_id, record.run.project, record.run.display_name = id, project, f"name of {id}"
    record.run.start_time.seconds = started
    for name, value in config.items():
        record.run.config.update.add(key=name, value_json=json.dumps(value))
    return record


def row(step: int, values: Mapping[str, Any], *, nested: bool = True) -> Any:
    record = pb.Record(num=step + 10)
    axes = {"_step": step, "_runtime": step / 2, "_timestamp": 1_700_000_000 + step / 2}
    add(record.history.item, {**values, **axes}, nested=nested)
    record.history.step.num = step
    return record


def summary(values: Mapping[str, Any], *, nested: bool = True) -> Any:
    record = pb.Record()
    add(record.summary.update, values, nested=nested)
    return record


def end(code: int = 0, runtime: int = 7) -> Any:
    return pb.Record(exit=pb.RunExitRecord(exit_code=code, runtime=runtime))


def write(path: Path, records: Sequence[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(framed([record.SerializeToString() for record in records]))
    return path


def write_run(
    path: Path, rows: Sequence[Mapping[str, Any]], *, nested: bool = True, first: int = 0, **run: Any
) -> Path:
    """A whole run that has ended."""
    history = [row(first + number, values, nested=nested) for number, values in enumerate(rows)]
    return write(path, [run_record(**run), *history, end()])
