"""What is written of a sweep on its server: its words, and the configuration it searches by."""

from __future__ import annotations

from dataclasses import dataclass

from wbgen.backends.answers import Object, optional, optional_text
from wbgen.backends.transport import Transport
from wbgen.errors import WbgenError
from wbgen.sweeps.documents import WRITTEN
from wbgen.sweeps.path import SweepPath


@dataclass(frozen=True, slots=True)
class WrittenSweep:
    """A sweep as strangers may have written it.

    title, description: empty where it has none.  config: YAML.
    """

    path: SweepPath
    title: str
    description: str
    config: str


def read_written(transport: Transport, path: SweepPath) -> WrittenSweep:
    """What is written of a sweep. Raises WbgenError where the server has none of that name."""

    def read(data: Object) -> WrittenSweep | None:
        project = optional(data, "project")
        node = optional(project, "sweep") if project else None
        if node is None:
            return None
        title, description, config = (
            optional_text(node, key) or "" for key in ("displayName", "description", "config")
        )
        return WrittenSweep(path, title, description, config)

    variables = {"name": path.id, "project": path.project, "entity": path.entity}
    found = transport.execute(WRITTEN, variables, read)
    if found is None:
        raise WbgenError(f"{transport.host} has no sweep {path}", cure="check its id on the project's page")
    return found
