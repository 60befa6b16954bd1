"""Whether a piece may air: its own licence, and that of everything it is built on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.community.licences import Licence
from dashboard.community.lineage import DECLARED, SUGGESTED, Uses, ancestors

CLEARED, PENDING, BLOCKED = "cleared", "pending", "blocked"


@dataclass(frozen=True)
class Holding:
    """What clearance needs to know of one piece."""

    title: str
    artist: str
    licence: Licence
    said: str = ""
    """The licence in the words of the source."""
    media_problem: str = ""
    """Why there is nothing to show, if so."""
    question: str = ""
    """What else keeps it off the air until somebody does something, in half a sentence."""


@dataclass(frozen=True)
class Clearance:
    """cleared, pending (a person must decide) or blocked, with the reason in a sentence."""

    state: str
    reason: str


def clearance(piece_id: int, holdings: Mapping[int, Holding], uses: Mapping[int, list[Uses]]) -> Clearance:
    """The clearance of `piece_id`: blocked by any licence up its tree, pending for any open question in it."""
    own = holdings[piece_id]
    above = ancestors(piece_id, uses, confirmed_only=False)
    for work_id in (piece_id, *above):
        problem = _licence_problem(holdings[work_id])
        if problem:
            return Clearance(BLOCKED, _blocked(own, holdings[work_id], problem, is_own=work_id == piece_id))
    if own.media_problem:
        return Clearance(BLOCKED, f"“{own.title}” may not air: {own.media_problem}")
    for work_id in (piece_id, *above):
        title = holdings[work_id].title
        if question := _open_question(holdings[work_id], holdings, uses.get(work_id, [])):
            way = "" if work_id == piece_id else f"“{own.title}” is built on “{title}”, and "
            return Clearance(PENDING, way + question)
    return Clearance(CLEARED, own.licence.obligations)


def _licence_problem(holding: Holding) -> str:
    licence = holding.licence
    if not licence.known:
        return f"its licence “{holding.said}” is unknown" if holding.said else "no licence is stated for it"
    if not licence.commercial:
        return "it is licensed non-commercial" + (f" ({licence.code})" if "-NC" in licence.code else "")
    if not licence.adaptation:
        return "its licence allows no adaptation" + (f" ({licence.code})" if "-ND" in licence.code else "")
    return ""


def _blocked(own: Holding, holder: Holding, problem: str, *, is_own: bool) -> str:
    whom = f"Ask {holder.artist} for another licence" if holder.artist else "Find its artist"
    if is_own:
        return f"“{own.title}” may not air: {problem}. {whom} or swap the piece."
    return f"“{own.title}” may not air: it uses “{holder.title}”, and {problem}. {whom} or swap the piece."


def _open_question(holding: Holding, holdings: Mapping[int, Holding], edges: list[Uses]) -> str:
    title = holding.title
    if holding.question:
        return f"“{title}” waits: {holding.question}"
    for edge in edges:
        named = holdings[edge.parent_id].title if edge.parent_id is not None else edge.parent_ref
        if edge.state == DECLARED and edge.parent_id is None:
            missing = "which is not here or is itself made of it"
            return f"“{title}” uses “{named}”, {missing}; find it, or refuse the link if it is wrong."
        if edge.state in (DECLARED, SUGGESTED):
            return f"“{title}” may use “{named}”; confirm or refuse that link on its page."
    return ""
