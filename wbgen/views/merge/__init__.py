"""Three-way merge of views: what code wants, what the server holds, and what was last applied.

Of the last, only digests are known: those that the marker carries, one per part. ``parts`` takes a view
apart, ``sums`` writes and reads the digests, ``align`` finds what was renamed, ``order`` and ``choose``
merge, ``assemble`` puts the chosen bodies together again.
"""

from wbgen.views.merge.align import Alignment, align
from wbgen.views.merge.assemble import assemble
from wbgen.views.merge.choose import Choice, Clash, Side, Wishes, choose
from wbgen.views.merge.parts import Parts, Thing, read_parts
from wbgen.views.merge.sums import Sums, read_sums, sums_of, write_sums

__all__ = [
    "Alignment",
    "Choice",
    "Clash",
    "Parts",
    "Side",
    "Sums",
    "Thing",
    "Wishes",
    "align",
    "assemble",
    "choose",
    "read_parts",
    "read_sums",
    "sums_of",
    "write_sums",
]
