"""Automations: what they watch for, and watching.

An automation waits for an event in the runs of its project. This server recognises the events and records
each as a *firing* with the action that W&B would have taken. It takes none itself: nothing is ever sent.

``on_history`` and ``on_state`` are called as runs come in.
"""

from wbgen.server.automations.evaluation import on_history, on_state

__all__ = ["on_history", "on_state"]
