"""Records that are not written as usual, written as usual.

``walk`` reads the fields that every client writes, thousands at a time. A record with anything else (values
of a type instead of JSON, fields that some later client adds) is decoded by protobuf and written anew.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from google.protobuf.message import DecodeError

from wbgen.runs.wandb_file.arrays import MARGIN, Whole
from wbgen.runs.wandb_file.framing import Records
from wbgen.runs.wandb_file.messages import ONE_OF, record_type

#: The name of what is no number.
NONE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def plain_form(records: Records, which: Whole) -> tuple[Records, Whole]:
    """Some of the records, written as usual, and which they are; those that are none are left out."""
    written, kept = [], []
    for one in which.tolist():
        record = decoded(bytes(records.data[records.starts[one] : records.ends[one]]))
        if record is not None:
            written.append(rewritten(record))
            kept.append(one)
    ends = MARGIN + np.cumsum([len(content) for content in written], dtype=np.int64)
    starts = np.append([MARGIN], ends)[: len(written)].astype(np.int64)
    data = bytearray().join((bytes(MARGIN), *written, bytes(MARGIN)))
    return Records(data, starts, ends), np.array(kept, np.int64)


def decoded(content: bytes) -> Any:
    """A record, or None where it is none."""
    try:
        return record_type().FromString(content)
    except DecodeError:
        return None


def rewritten(record: Any) -> bytes:
    """A record with nothing but keys and JSON in its items."""
    record.DiscardUnknownFields()
    for items in (record.history.item, record.summary.update, record.stats.item):
        for item in items:
            item.value_json = value_of(item)
            for name in ONE_OF["Item"]:
                item.ClearField(name)
    return bytes(record.SerializeToString())


def value_of(item: Any) -> str:
    """The value of an item as JSON, whichever way it is written; null where it has none."""
    if item.value_json:
        return str(item.value_json)
    kind = item.WhichOneof("value")
    if kind == "json":
        return str(item.json)
    if kind == "number" and not math.isfinite(item.number):
        return NONE[str(item.number)]
    return json.dumps(None if kind in (None, "none") else getattr(item, kind))
