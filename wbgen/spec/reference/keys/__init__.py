"""What every key of the language means, with an example: the words of the reference and of editors."""

from wbgen.spec.reference.key import Table
from wbgen.spec.reference.keys.catalogue import CATALOGUE
from wbgen.spec.reference.keys.config import CONFIG
from wbgen.spec.reference.keys.curves import CURVES
from wbgen.spec.reference.keys.file import FILE
from wbgen.spec.reference.keys.knowledge import KNOWLEDGE
from wbgen.spec.reference.keys.panels import PANELS
from wbgen.spec.reference.keys.reports import REPORTS
from wbgen.spec.reference.keys.runsets import RUNSETS
from wbgen.spec.reference.keys.scripts import SCRIPTS
from wbgen.spec.reference.keys.sweeps import SWEEPS
from wbgen.spec.reference.keys.workspaces import WORKSPACES

__all__ = ["KEYS"]

#: Every key by the model that defines it; a model that inherits one may say something else of it.
KEYS: Table = {
    **FILE,
    **CATALOGUE,
    **KNOWLEDGE,
    **SCRIPTS,
    **SWEEPS,
    **RUNSETS,
    **WORKSPACES,
    **CURVES,
    **PANELS,
    **REPORTS,
    **CONFIG,
}
