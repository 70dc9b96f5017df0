"""The spec language: from bytes to a checked :class:`~wbgen.spec.guide.Guide`, or to diagnostics.

``load`` reads bytes into a positioned tree, ``resolve`` fills in variables, ``check`` validates,
expands dimensions over the metric catalogue and ties every name. :func:`read_guide` is the three in a row.
"""
