"""The embedded W&B-compatible server: the part of W&B's API that dashboards need, on loopback only.

Import nothing here: ``wbgen serve`` must answer within a quarter of a second, so each module pulls in
what it needs itself.
"""
