"""Reads what plans are made from, and carries plans out."""

from wbgen.apply.execute import apply_plan, apply_plans
from wbgen.apply.outcome import DONE, Outcome, Status
from wbgen.apply.read import begin_reading, read_existing

__all__ = ["DONE", "Outcome", "Status", "apply_plan", "apply_plans", "begin_reading", "read_existing"]
