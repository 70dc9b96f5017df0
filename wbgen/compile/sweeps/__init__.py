"""Sweeps as W&B takes them: their configuration, what it spans, and its text.

``config_of_sweep`` gives the plain data that ``wandb.sweep()`` sends, ``sweep_text`` the YAML that
``wandb sweep`` reads, ``Space`` what there is to try.
"""

from wbgen.compile.sweeps.space import Space, space_of
from wbgen.spec.sweeps.configuration import config_of_file, config_of_sweep
from wbgen.spec.sweeps.yaml_text import sweep_text

__all__ = ["Space", "config_of_file", "config_of_sweep", "space_of", "sweep_text"]
