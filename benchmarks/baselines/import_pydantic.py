"""What no command that reads YAML, speaks click and checks with pydantic can do without: the imports."""

import click
import pydantic
import yaml


class Person(pydantic.BaseModel):
    """One model, as small as a model is."""

    name: str
    age: int = 0


print(click.style(Person(name=yaml.safe_load("Ada")).name))
