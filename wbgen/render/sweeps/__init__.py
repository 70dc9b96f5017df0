"""A sweep with its runs as one dashboard: what it found in tables, and panels of its search."""

from wbgen.render.sweeps.dashboard import Told, sweep_dashboard
from wbgen.render.sweeps.searched import metrics_in, searched_in

__all__ = ["Told", "metrics_in", "searched_in", "sweep_dashboard"]
