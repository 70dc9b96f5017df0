"""Automations: what they watch for, and watching.

An automation waits for an event in the runs of its project. This server recognises the events and records
each as a *firing* with the action that W&B would have taken. It takes none itself: nothing is ever sent.
``evaluation.on_history`` and ``evaluation.on_state`` are called as runs come in.
"""
