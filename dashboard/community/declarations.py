"""What an artist says of a piece on posting it: age band, people, brands, others' and machines' work."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dashboard.errors import BadInput

ADULT = "adult"
AGE_BANDS = {ADULT: "18 or older", "16-17": "16 or 17", "13-15": "13 to 15", "under-13": "under 13"}
"""The bands with their words. An age itself is never asked."""
LONGEST = 2000

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Declaration:
    """Accepted terms and declarations; empty words mean that there is nothing of the kind."""

    terms_version: int
    age_band: str
    people: str = ""
    brands: str = ""
    third_party: str = ""
    machine_made: str = ""
    guardian_email: str = ""

    @property
    def is_minor(self) -> bool:
        """Whether a guardian must agree."""
        return self.age_band != ADULT

    @property
    def guardian(self) -> str:
        """The guardian's address as accounts have it; empty for adults."""
        return self.guardian_email.strip().lower() if self.is_minor else ""

    def check(self) -> None:
        """Raise BadInput for what cannot be kept."""
        if self.age_band not in AGE_BANDS:
            raise BadInput("Say how old you are; only the band is kept, and nobody is shown it.")
        if self.is_minor and not _EMAIL.fullmatch(self.guardian):
            raise BadInput("Give the e-mail address of a parent or guardian; the piece waits until they agree.")
        if any(len(words) > LONGEST for words in (self.people, self.brands, self.third_party, self.machine_made)):
            raise BadInput(f"Each declaration holds {LONGEST:,} characters; shorten it.")
