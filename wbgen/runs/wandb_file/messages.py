"""The records of a `.wandb` file: the few fields that are read, declared here.

wandb declares them in ``wandb_internal.proto``. Importing its classes takes longer than reading a short
file, and they move; a test holds these numbers against the installed ones. Only what is declared is decoded.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "wbgen.runs"

_TYPES = {
    "text": descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    "whole": descriptor_pb2.FieldDescriptorProto.TYPE_INT64,
    "zigzag": descriptor_pb2.FieldDescriptorProto.TYPE_SINT64,
    "flag": descriptor_pb2.FieldDescriptorProto.TYPE_BOOL,
    "choice": descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
    "number": descriptor_pb2.FieldDescriptorProto.TYPE_DOUBLE,
}

#: The fields of each message: its number and its type, in a list where it repeats.
MESSAGES: dict[str, dict[str, tuple[int, str | list[str]]]] = {
    "Timestamp": {"seconds": (1, "whole"), "nanos": (2, "whole")},
    # A value is JSON, or of one of six types, or both (wandb 0.31 with x_history_value_encoding).
    "Item": {
        "key": (1, "text"),
        "nested_key": (2, ["text"]),
        "none": (3, "choice"),
        "boolean": (4, "flag"),
        "integer": (5, "zigzag"),
        "number": (6, "number"),
        "text": (7, "text"),
        "json": (8, "text"),
        "value_json": (16, "text"),
    },
    "Step": {"num": (1, "whole")},
    "History": {"item": (1, ["Item"]), "step": (2, "Step")},
    "Updates": {"update": (1, ["Item"]), "remove": (2, ["Item"])},
    "Stats": {"timestamp": (2, "Timestamp"), "item": (3, ["Item"])},
    "Metric": {
        "name": (1, "text"),
        "glob_name": (2, "text"),
        "step_metric": (4, "text"),
    },
    "Run": {
        "run_id": (1, "text"),
        "entity": (2, "text"),
        "project": (3, "text"),
        "config": (4, "Updates"),
        "summary": (5, "Updates"),
        "run_group": (6, "text"),
        "job_type": (7, "text"),
        "display_name": (8, "text"),
        "notes": (9, "text"),
        "tags": (10, ["text"]),
        "sweep_id": (12, "text"),
        "host": (13, "text"),
        "start_time": (17, "Timestamp"),
    },
    "Exit": {"exit_code": (1, "choice"), "runtime": (2, "choice")},
    "Environment": {"email": (10, "text"), "host": (12, "text"), "username": (13, "text")},
    "Record": {
        "history": (2, "History"),
        "summary": (3, "Updates"),
        "config": (5, "Updates"),
        "stats": (7, "Stats"),
        "metric": (12, "Metric"),
        "run": (17, "Run"),
        "exit": (18, "Exit"),
        "environment": (26, "Environment"),
    },
}

#: Fields of a message of which a record has one, be it zero or empty.
ONE_OF = {"Item": ("none", "boolean", "integer", "number", "text", "json")}


@cache
def record_type() -> Any:
    """The class of records."""
    file = descriptor_pb2.FileDescriptorProto(name=f"{PACKAGE}.proto", package=PACKAGE, syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, type) in fields.items():
            _add_field(message, field, number, type)
        if name in ONE_OF:
            message.oneof_decl.add(name="value")
        for field in message.field:
            if field.name in ONE_OF.get(name, ()):
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.Record"))


def _add_field(message: Any, name: str, number: int, type: str | list[str]) -> None:
    kind = type[0] if isinstance(type, list) else type
    field = message.field.add(name=name, number=number, label=3 if isinstance(type, list) else 1)
    if kind in MESSAGES:
        field.type, field.type_name = field.TYPE_MESSAGE, f".{PACKAGE}.{kind}"
    else:
        field.type = _TYPES[kind]
