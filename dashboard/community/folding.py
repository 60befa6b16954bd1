"""Text as it is compared and searched, whatever way it was typed."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Compatibility forms made equal (NFKC), case folded, every run of blanks one space."""
    # Folding can undo the normal form, hence the second pass.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split())
