"""Where a call stands at an instant, and what it asks for in words."""

from __future__ import annotations

from datetime import datetime

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
STATES = (DRAFT, OPEN, CLOSED)


def call_standing(state: str, deadline: datetime | None, at: datetime) -> str:
    """draft, open or closed; an open call whose deadline has passed is closed without anybody doing anything."""
    return CLOSED if state == OPEN and deadline is not None and deadline < at else state


def listed(words: str) -> tuple[str, ...]:
    """The parts of what is divided by commas, each once."""
    return tuple(dict.fromkeys(part for part in (one.strip() for one in words.split(",")) if part))
