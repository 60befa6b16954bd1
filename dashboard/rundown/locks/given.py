"""What can be given out of a rundown: its kinds, and one such thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SHEET, FILE, APPROVAL, MESSAGE = "sheet", "file", "approval", "message"
BY_HAND = (APPROVAL, MESSAGE)
"""What the program does not hand out itself; a person notes it."""


@dataclass(frozen=True)
class Given:
    """One thing that was given out."""

    kind: str
    name: str
    revision: int
    """Of the rundown that it was made from."""
    given_at: datetime
    given_by: str
