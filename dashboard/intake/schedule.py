"""When a source is pulled next; pure."""

from __future__ import annotations

from datetime import datetime, timedelta

RETRY_AFTER = timedelta(minutes=30)


def next_pull(every_minutes: int | None, at: datetime, *, failed: bool) -> datetime | None:
    """The next time from `at`, or none for a source that is only pulled when somebody asks.

    A pull that failed is tried again after half an hour, or after the usual time where that is shorter.
    """
    if every_minutes is None:
        return None
    usual = timedelta(minutes=every_minutes)
    return at + (min(usual, RETRY_AFTER) if failed else usual)
