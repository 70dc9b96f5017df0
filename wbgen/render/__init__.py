"""A view, in W&B's own JSON, plus runs: drawn as Vega-Lite, HTML, SVG and PNG.

A view that someone else made, or that the app saved, is drawn like one of our own: nothing here knows the
language of the specs. ``view.py`` goes from a view to its panels, ``kinds/`` from a panel to a drawing, and
what is drawn becomes a page or a picture in the modules named so.
"""
