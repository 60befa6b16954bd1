"""What several connectors check: settings that are numbers, and the ids under which services know a piece."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from dashboard.errors import BadInput
from dashboard.intake.cells import count, one_line
from dashboard.intake.record import LONGEST, WRECK


def only_settings(settings: Mapping[str, Any], names: Collection[str], source: str) -> None:
    """BadInput where a setting is none that `source`, such as “a feed”, takes."""
    for name in settings:
        if name not in names:
            raise BadInput(
                f"“{one_line(str(name))[:60]}” is no setting of {source}; it takes {', '.join(sorted(names))}."
            )


def whole_number(settings: Mapping[str, Any], name: str, *, default: int, most: int) -> int:
    """A setting that is a whole number from 1 to `most`, both included, or such a one as text."""
    given = settings.get(name, default)
    value = count(one_line(given)) if isinstance(given, str) else given
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise BadInput(f"The setting “{name}” is “{str(given)[:60]}”; write a whole number from 1 to {most}.")
    return value


def checked_id(text: str) -> str:
    """The id on one line; BadInput where it is too long, or what a spreadsheet made of one."""
    found = one_line(text)
    if len(found) > LONGEST["id"]:
        raise BadInput(f"Its id is {len(found):,} characters long; an id has at most {LONGEST['id']}.")
    if WRECK.fullmatch(found):
        raise BadInput(f"Its id “{found}” was spoilt by a spreadsheet; correct it at the source.")
    return found


def made_id(*said: str) -> str:
    """An id for what has none at its source, from what was said of it: it changes when that changes."""
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
