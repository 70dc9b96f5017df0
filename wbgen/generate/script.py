"""A training script of a guide: its template filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wbgen.errors import WbgenError
from wbgen.generate.arguments import arguments_of, observed_of
from wbgen.generate.bounds import TooMuchError, bounded
from wbgen.generate.logged import alerts_of, aliases_of, cadences_of, headlines_of, summaries_of
from wbgen.generate.python import comment, doc, filled_text, identifier, literal, sorted_imports
from wbgen.generate.templates import fill_template
from wbgen.spec import models
from wbgen.spec.diagnostics import did_you_mean, listed
from wbgen.spec.guide import Guide
from wbgen.spec.names import placeholders

#: The template of guides that name none.
PLAIN = "plain.py.j2"

FILTERS: dict[str, Callable[..., Any]] = {
    "literal": literal,
    "comment": comment,
    "doc": doc,
    "identifier": identifier,
    "sorted_imports": sorted_imports,
}


def chosen_script(guide: Guide, name: str | None) -> tuple[str, models.Script]:
    """The script of that name, or the only one; a guide without scripts has a plain one.

    Raises WbgenError where the name is none of the guide's, or is missing and there are several.
    """
    scripts = dict(guide.scripts) or {f"train_{identifier(guide.id)}.py": models.Script(template=PLAIN)}
    if name is None and len(scripts) > 1:
        raise WbgenError(f"the spec has {len(scripts)} scripts", cure=f"name one: {listed(scripts)}")
    wanted = name or next(iter(scripts))
    found = scripts.get(wanted) or scripts.get(f"{wanted}.py")
    if found is None:
        cure = did_you_mean(wanted, list(scripts), otherwise=f"scripts: {listed(scripts)}")
        raise WbgenError(f"the spec has no script `{wanted}`", cure=cure)
    return (wanted if wanted in scripts else f"{wanted}.py"), found


def script_text(guide: Guide, name: str, script: models.Script, places: Sequence[Path]) -> str:
    """The script as Python. places: the folders of templates, the first wins.

    Raises WbgenError where the template is wrong, or the result is no Python.
    """
    text = fill_template(script.template, places, words(guide, name, script), FILTERS)
    try:
        with bounded():
            compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = f"line {error.lineno} of {name}: {(error.text or '').strip()[:80]}"
        raise WbgenError(f"template {script.template} gives no Python: {error.msg} in {line}") from None
    except (MemoryError, RecursionError, TooMuchError):
        raise WbgenError(f"template {script.template} gives no Python: it is too long or too deep") from None
    return text


def words(guide: Guide, name: str, script: models.Script) -> dict[str, object]:
    """What a template may speak of."""
    cadences = cadences_of(guide)
    arguments = arguments_of(guide, script.demo)
    return {
        "guide": guide,
        "spec": Path(guide.file).name,
        "name": name,
        "about": script.about or guide.title,
        "scale": literal(script.demo.scale),
        "has_demo": bool(script.demo.set) or script.demo.scale != 1,
        "arguments": arguments,
        "fields": {argument.key: argument.field for argument in arguments},
        "observed": observed_of(guide),
        "cadences": cadences,
        "aliases": aliases_of(guide, cadences),
        "alerts": alerts_of(guide),
        "summaries": summaries_of(guide),
        "headlines": headlines_of(guide),
        "axis": None if guide.x.startswith("_") else guide.x,
        "unit": unit_of(guide),
        "schedules": [*guide.schedules.values()],
        **run_words(guide, {argument.key: argument.field for argument in arguments}),
    }


def unit_of(guide: Guide) -> str:
    """What one round of the loop is called."""
    cadences = [w.attributes.every or "" for w in guide.catalogue.written.values()]
    epochs = "epoch" in guide.x or (
        guide.x == "_step" and bool(cadences) and all("epoch" in c for c in cadences)
    )
    return "epoch" if epochs else "step"


def run_words(guide: Guide, fields: dict[str, str]) -> dict[str, object]:
    """Name, group, job type and tags of a run, as Python expressions; None where the guide says nothing."""
    run = guide.run or models.Run()
    return {
        "run_name": run_text(run.name, fields, guide),
        "run_group": run_text(run.group, fields, guide),
        "run_job_type": run_text(run.job_type, fields, guide),
        "run_tags": [run_text(tag, fields, guide) for tag in run.tags],
    }


def run_text(text: str | None, fields: dict[str, str], guide: Guide) -> str | None:
    """A text with config keys filled in when the script runs; a dimension stands for its first value."""
    if text is None:
        return None
    variables = {name: f"short(args.{field})" for name, field in fields.items()}
    texts = {name: first_value(name, guide) for name in placeholders(text) if name not in variables}
    return filled_text(text, variables, texts)


def first_value(name: str, guide: Guide) -> str:
    """The first value of a dimension; nothing for a name that is none."""
    dimension = guide.catalogue.dimensions.get(name)
    return dimension.values[0] if dimension and dimension.values else ""
