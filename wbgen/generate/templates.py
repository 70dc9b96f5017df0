"""Templates: where they lie, and what is said where one of them is wrong.

A template of the user's own, in a folder ``templates`` beside the spec or in the project's root, wins over
the one of that name that wbgen brings. Templates run in Jinja2's sandbox, and every name must be there.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbgen.errors import WbgenError
from wbgen.generate.bounds import MEMORY, TooMuchError, bounded
from wbgen.own_folder import own_folder
from wbgen.spec.diagnostics import did_you_mean, listed

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = Path(__file__).resolve().parent.parent
#: Where the templates lie that wbgen brings: in the wheel, and in a checkout.
SHIPPED = (PACKAGE / "_templates", PACKAGE.parent / "templates")

SUFFIX = ".j2"


def folders(kind: str, spec: Path, project: Path) -> list[Path]:
    """The folders that templates of a kind (``script``, ``guide``) are looked for in, the first wins.

    Raises WbgenError where one of them is a link that leads elsewhere.
    """
    own = dict.fromkeys((spec.resolve().parent, project.resolve()))
    places = [place for folder in own for place in (folder / "templates" / kind, folder / "templates")]
    for place in places:
        if not lies_in(place, place.parent):
            raise WbgenError(f"the folder {place} is a link that leads elsewhere", cure="copy what it holds")
    return [*places, *(folder / kind for folder in SHIPPED)]


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a path is within a folder, where links lead too: they could show any file of this machine."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return False


def fill_template(
    name: str,
    places: Iterable[Path],
    words: Mapping[str, object],
    filters: Mapping[str, Callable[..., Any]],
) -> str:
    """The text of a template with its words filled in.

    name: as the spec has it, with or without ``.j2``.  Raises WbgenError, with the template, its line and
    what is wrong there.
    """
    import jinja2

    environment = environment_of(places, filters)
    file = name if name.endswith(SUFFIX) else f"{name}{SUFFIX}"
    try:
        with bounded():
            return environment.get_template(file).render(words)
    except jinja2.TemplateNotFound as error:
        known = environment.list_templates(filter_func=lambda name: name.endswith(SUFFIX) and "/" not in name)
        missing = str(error.name or file)
        cure = did_you_mean(missing, known, otherwise=f"templates: {listed(known) or 'none'}")
        raise WbgenError(f"there is no template `{missing}`", cure=cure) from None
    except jinja2.TemplateSyntaxError as error:
        raise WbgenError(f"template {error.name or file}, line {error.lineno}: {error.message}") from None
    except RecursionError:
        raise WbgenError(f"template {file} includes or extends itself without end") from None
    except Exception as error:  # noqa: BLE001 - whatever a template does ends here, with its place
        raise WbgenError(f"template {place_of(error, file)}: {meaning(error)}") from None


def environment_of(places: Iterable[Path], filters: Mapping[str, Callable[..., Any]]) -> Environment:
    """Jinja2 as wbgen's templates use it: sandboxed, strict about names, no blank lines from its own tags."""
    from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from pydantic import BaseModel

    class Sandbox(ImmutableSandboxedEnvironment):
        """Of the language's models templates see the fields: pydantic's methods unpickle and read files."""

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            fields = type(obj).model_fields if isinstance(obj, BaseModel) else None
            return super().is_safe_attribute(obj, attr, value) and (fields is None or attr in fields)

    class Loader(FileSystemLoader):
        """What lies in the folders themselves."""

        def get_source(self, environment: Environment, template: str) -> Any:
            found = super().get_source(environment, template)
            if not any(lies_in(Path(found[1]), Path(place)) for place in self.searchpath):
                raise TemplateError(f"`{template}` is a link that leads out of its folder")
            return found

    kept = own_folder()
    environment = Sandbox(
        loader=Loader([str(place) for place in places]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Python and Markdown, not HTML
        bytecode_cache=FileSystemBytecodeCache(str(kept), "template-%s.bin") if kept else None,
    )
    environment.filters.update(filters)
    return environment


def place_of(error: Exception, file: str) -> str:
    """The innermost line of a template that an error came from: ``npt.py.j2, line 12``.

    Jinja2 rewrites tracebacks so that their frames stand in the templates.
    """
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(SUFFIX)]
    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else file


def meaning(error: Exception) -> str:
    """What went wrong, in the template's own terms."""
    from jinja2 import TemplateError

    if isinstance(error, MemoryError):
        return f"it takes more than {MEMORY >> 20} MiB of memory"
    known = isinstance(error, TemplateError | TooMuchError)
    return str(error) if known else f"{type(error).__name__}: {error}"
