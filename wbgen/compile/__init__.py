"""From a checked guide to resources: the views and charts that a server is to hold.

``compile_guide`` builds them with the official classes (``official`` is the one module that touches
those), needs no network, and gives the same bytes for the same spec every time.
"""

from wbgen.compile.guide import compile_guide
from wbgen.compile.resources import Chart, Resources, View

__all__ = ["Chart", "Resources", "View", "compile_guide"]
