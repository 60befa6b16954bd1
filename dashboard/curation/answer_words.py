"""The kinds of answer that artists get, the words they begin with, and filling in who and what is meant."""

from __future__ import annotations

import re

from dashboard.errors import BadInput

SEEN, NOT_NOW, SHORTLISTED, FINALIST, IN_SHOW = "seen", "not this time", "shortlisted", "finalist", "in the show"
KINDS = (SEEN, NOT_NOW, SHORTLISTED, FINALIST, IN_SHOW)
FIELDS = ("name", "title", "call", "reason")
NO_NAME, NO_CALL = "artist", "what you sent us"
"""Stand where nobody is named and where the piece answers no call."""
LONGEST = 5_000
FIRST_WORDS = {
    SEEN: "Dear {name}, we have seen “{title}”. Thank you for it.",
    NOT_NOW: "Dear {name}, thank you for “{title}”. It is not part of the show this time. {reason}",
    SHORTLISTED: "Dear {name}, “{title}” is on our shortlist; nothing is decided yet. {reason}",
    FINALIST: "Dear {name}, “{title}” is a finalist. {reason}",
    IN_SHOW: "Dear {name}, “{title}” is in the show. {reason} Where and as what you read under My work.",
}
"""The templates that come with the program."""
_FIELD = re.compile(r"\{([^{}\s]*)\}")


def filled(words: str, *, name: str = "", title: str = "", call: str = "", reason: str = "") -> str:
    """The words with every field replaced, in one go: what is filled in is not looked at again."""
    values = {"name": name or NO_NAME, "title": title, "call": call or NO_CALL, "reason": reason}
    return _tidy(_FIELD.sub(lambda found: values.get(found[1], found[0]), words))


def with_reason(words: str, reason: str) -> str:
    """The words with only the reason filled in; its braces become brackets, so that nothing is filled into it."""
    plain = reason.strip().replace("{", "(").replace("}", ")")
    return _tidy(words.replace("{reason}", plain))


def checked_words(words: str) -> str:
    """Words as somebody typed them. Raises: `BadInput` for none, too many, or a field that there is not."""
    words = words.strip()
    if not words:
        raise BadInput("An answer needs words; write what the artist is to read.")
    if len(words) > LONGEST:
        raise BadInput(f"An answer holds {LONGEST:,} characters; shorten it.")
    if unknown := [field for field in _FIELD.findall(words) if field not in FIELDS]:
        fields = ", ".join(f"{{{field}}}" for field in FIELDS)
        raise BadInput(f"“{{{unknown[0]}}}” cannot be filled in; use {fields}, or write it without braces.")
    return words


def check_kind(kind: str) -> None:
    """Raise BadInput for what is no kind of answer."""
    if kind not in KINDS:
        raise BadInput(f"“{kind}” is no kind of answer; choose among {', '.join(KINDS)}.")


def _tidy(words: str) -> str:
    """Without the blanks that an empty field leaves."""
    return "\n".join(line.strip() for line in re.sub(r" {2,}", " ", words).splitlines())
