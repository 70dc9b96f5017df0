"""What is right and wrong in a sweep, be it part of a spec or a file of W&B's.

The shape is said by the models (``wbgen.spec.models.sweeps``); here is what its parts mean together.
"""
