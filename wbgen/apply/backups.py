"""Bodies that were overwritten or deleted, as files beside ``wbgen.yaml``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any

from wbgen.errors import WbgenError
from wbgen.plan import Change, Plan, fingerprint
from wbgen.views.json import canonical, parse
from wbgen.views.records import ViewInput, ViewRecord, ViewType

FOLDER = "backups"
MAX_BYTES = 80 * 1024 * 1024
#: Characters of an address in a file's name; a fingerprint follows it.
MAX_NAME = 150

#: What a file of a view without an address of its own cannot have in its name.
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Backup:
    """A view as it was before wbgen wrote over it. address: whose it was.

    server, entity, project: where it was; the server by the URL that people open.
    """

    path: Path
    address: str
    server: str
    entity: str
    project: str
    record: ViewRecord


def keep(folder: Path, plan: Plan, change: Change, record: ViewRecord) -> Path:
    """Write a view's body to the backups before it is overwritten; the same body is kept once.

    Raises WbgenError where that fails: what cannot be kept is not overwritten.
    """
    name = NOT_IN_NAMES.sub("-", change.address.replace("/", "."))[:MAX_NAME]
    path = folder / f"{name}.{fingerprint(record)}.json"
    content = {
        "address": change.address,
        "server": plan.target.app_url,
        "entity": plan.target.entity,
        "project": plan.project,
        "id": record.id,
        "name": record.name,
        "type": record.type.value,
        "display_name": record.display_name,
        "description": record.description,
        "updated_at": record.updated_at,
        "updated_by": record.updated_by,
        "spec": record.spec,
    }
    # Of this thread alone: another apply may keep the same body just now.
    temporary = path.with_suffix(f".{os.getpid()}-{get_ident()}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(canonical(content, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())  # it is overwritten on the server next
        temporary.replace(path)
    except OSError as error:
        message = f"the backup {path} cannot be written ({error.strerror}), so nothing was overwritten"
        raise WbgenError(message, cure="make the folder writable") from error
    return path


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """Every backup that can be read, the newest first."""
    found = []
    for _, path in sorted(((path.stat().st_mtime, path) for path in folder.glob("*.json")), reverse=True):
        try:
            found.append(read_backup(path))
        except WbgenError:
            continue
    return tuple(found)


def read_backup(path: Path) -> Backup:
    """A backup. Raises WbgenError where the file is none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WbgenError(f"{path} is larger than any backup")
        found: Any = parse(path.read_text(encoding="utf-8", errors="surrogatepass"))
        record = ViewRecord(
            id=str(found["id"]),
            name=str(found["name"]),
            type=ViewType(found["type"]),
            display_name=str(found["display_name"]),
            description=str(found["description"]),
            spec=str(found["spec"]),
            updated_at=found.get("updated_at"),
            updated_by=found.get("updated_by"),
        )
        address, server, entity, project = (
            str(found[key]) for key in ("address", "server", "entity", "project")
        )
        return Backup(path, address, server, entity, project, record)
    except OSError as error:
        raise WbgenError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise WbgenError(f"{path} is no backup of wbgen", cure="`wbgen restore` lists them") from None


def restored(backup: Backup, existing: ViewRecord | None) -> ViewInput:
    """The view to write: in place where it is there still, else anew under its name."""
    record = backup.record
    return ViewInput(
        record.type,
        record.name,
        record.display_name,
        record.description,
        record.spec,
        id=existing.id if existing else None,
    )
