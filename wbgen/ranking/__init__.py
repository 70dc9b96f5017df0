"""Which run is the best: runs ranked by a guide's ``priorities``, or by a sweep's metric (docs/sweeps.md).

``criteria`` says what counts, ``measure`` takes it out of a run's columns, ``seeds`` puts runs together that
differ in nothing but luck, ``order`` ranks. Only ``measure`` needs numpy and polars.
"""
