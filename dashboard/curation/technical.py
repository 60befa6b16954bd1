"""Whether a file is fit for the programme, and what to write to its artist where it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.curation.technical_findings import (
    ASK,
    FIT,
    UNFIT,
    UNKNOWN,
    WANTED,
    Finding,
    State,
    Wanted,
    of_checks,
    of_facts,
)
from dashboard.media.checks import Checks
from dashboard.media.facts import MediaFacts

VERSION = 1
"""Raised when a threshold changes: what is stored of the state is then judged anew."""


@dataclass(frozen=True)
class Technical:
    """The state of a file, and why."""

    state: State = FIT
    findings: tuple[Finding, ...] = ()
    """The gravest first."""
    problem: str = ""
    """Why it was not measured, or not all of it."""

    @property
    def words(self) -> str:
        """A few words for a card; empty where there is nothing to say."""
        grave = [finding for finding in self.findings if finding.state != FIT]
        if not grave:
            return ""
        return f"{grave[0].words} + {len(grave) - 1} more" if len(grave) > 1 else grave[0].words


def judge(facts: MediaFacts, checks: Checks | None, problem: str = "", wanted: Wanted = WANTED) -> Technical:
    """The state of a file by its facts and its checks, which are None where it was not measured."""
    found = [*of_facts(facts, wanted), *(of_checks(facts, checks) if checks else ())]
    found.sort(key=lambda finding: (UNFIT, ASK, FIT).index(finding.state))
    state: State = found[0].state if found else FIT
    if state == FIT and checks is None and facts.kind in ("video", "audio"):
        state = UNKNOWN
    return Technical(state, tuple(found), problem)


def letter(title: str, findings: Iterable[Finding]) -> str:
    """What to write to the artist; empty where there is nothing to ask."""
    wishes = [f"- {finding.request}" for finding in findings if finding.request]
    if not wishes:
        return ""
    return "\n".join([f"We would like to show “{title}” and need your help with its file:", *wishes])
