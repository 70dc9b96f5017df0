"""``python -m wbgen.spec.reference > docs/language.md``."""

import sys

from wbgen.spec.reference.page import language_page

sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
sys.stdout.write(language_page())
