"""The imports of any command that reads YAML, speaks click, checks with pydantic and fills in a template."""

import click
import jinja2
import pydantic
import yaml


class Person(pydantic.BaseModel):
    """One model, as small as a model is."""

    name: str
    age: int = 0


person = Person(name=yaml.safe_load("Ada"))
print(click.style(jinja2.Template("{{ name }}").render(name=person.name)))
