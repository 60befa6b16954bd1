"""Why the community keeps a piece off the air: one sentence out of all that was said about it.

No sentence tells of a guardian: it would tell that the artist is a minor.
"""

from __future__ import annotations

from dataclasses import dataclass

ASKED, ACCEPTED, DECLINED = "asked", "accepted", "declined"


@dataclass(frozen=True)
class Share:
    """One co-author and the answer to role and share points."""

    name: str
    state: str


@dataclass(frozen=True)
class Said:
    """All that bears on whether the people behind a piece let it air."""

    withdrawn: bool = False
    requests: str = ""
    """What withdrawals and reports say against it, as a sentence of the same form; empty for nothing."""
    guardian_asked: bool = False
    guardian_declined: bool = False
    shares: tuple[Share, ...] = ()


def hold_sentence(said: Said) -> str:
    """The gravest reason with its remedy, to stand after “waits:”; empty where nothing holds the piece."""
    declined = _names(said.shares, DECLINED)
    waiting = _names(said.shares, ASKED)
    reasons = (
        (said.withdrawn, "it was withdrawn by its artist; swap it for another piece."),
        (said.requests, said.requests),
        (said.guardian_declined, "an agreement that it needs was refused; swap it for another piece."),
        (declined, f"{declined} did not accept the share offered; its artists must settle that among themselves."),
        (waiting, f"{waiting} must still accept role and share; remind them, or note that they agreed."),
        (said.guardian_asked, "an agreement is still missing that its artist knows of; ask them to see to it."),
    )
    return next((sentence for holds, sentence in reasons if holds), "")


def _names(shares: tuple[Share, ...], state: str) -> str:
    names = [share.name for share in shares if share.state == state]
    return " and ".join(part for part in (", ".join(names[:-1]), "".join(names[-1:])) if part)
