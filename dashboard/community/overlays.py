"""Corrections: what a person here says of a field of a piece, which stands whatever its source says.

The piece's own column holds what counts, the correction; the overlay's row remembers what the source said then and
says now. Where the source changes what was corrected, that is a conflict until a person settles it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.clearing import refresh_clearance
from dashboard.community.folding import fold
from dashboard.community.searching import found_words
from dashboard.community.tables import Contribution, Contributor, Credit, Overlay
from dashboard.errors import BadInput, NotFound, Stale
from dashboard.people.command import Command, command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database

FIELDS = ("title", "text", "tags", "licence", "licence_url", "origin", "language", "kind")
"""What may be corrected."""
KINDS = ("video", "music", "vocals", "sound", "illustration", "photo", "text", "project")
LONGEST = {"text": 100_000}
LONGEST_LINE = 2_000
_AT_ONCE = 5000  # ids in one query; SQLite takes 32,766 parameters


def write_overlay(
    db: Database, actor: Actor, contribution_id: int, field: str, value: str, *, seen: str | None = None
) -> None:
    """Correct one field. `seen` is what the page showed of it: Stale when it says something else by now.

    It settles a conflict, for whoever writes has seen what the source says. To write what the source says is to
    drop the correction.
    """
    value = _checked(field, value)
    with command(db, actor, Permission.JUDGE, "piece.corrected", ("contribution", contribution_id)) as change:
        piece, overlay = _locked(change.session, contribution_id, field)
        before = str(getattr(piece, field))
        if seen is not None and seen != before:
            raise Stale(f"The {_named(field)} of “{piece.title}” has changed meanwhile; look again and repeat.")
        source_says = before if overlay is None else overlay.source_now
        change.detail = {"field": field}
        if value != source_says:
            overlay = overlay or Overlay(contribution_id=contribution_id, field=field)
            overlay.value, overlay.source_value, overlay.source_now = value, source_says, source_says
            overlay.account_id, overlay.written_by, overlay.written_at = actor.account_id, actor.name, now()
            change.session.add(overlay)
        elif overlay is not None:
            change.session.delete(overlay)
        setattr(piece, field, value)
        _settle(change, piece)


def drop_overlay(db: Database, actor: Actor, contribution_id: int, field: str) -> None:
    """Let the source be right: its words of now are the piece's again."""
    with command(db, actor, Permission.JUDGE, "correction.dropped", ("contribution", contribution_id)) as change:
        piece, overlay = _there(change.session, contribution_id, field)
        setattr(piece, field, overlay.source_now)
        change.session.delete(overlay)
        change.detail = {"field": field}
        _settle(change, piece)


def keep_overlay(db: Database, actor: Actor, contribution_id: int, field: str) -> None:
    """Settle a conflict by keeping the correction, until the source changes the field once more."""
    with command(db, actor, Permission.JUDGE, "correction.kept", ("contribution", contribution_id)) as change:
        piece, overlay = _there(change.session, contribution_id, field)
        overlay.source_value = overlay.source_now
        change.detail = {"field": field}
        _settle(change, piece)


def apply_overlays(session: Session, pieces: Mapping[int, Contribution]) -> None:
    """Put the corrections back into pieces, by id, whose columns a pull has just filled with the source's values.

    Each overlay learns what the source says now. The caller reckons clearance afterwards.
    """
    ids = sorted(pieces)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(Overlay).where(Overlay.contribution_id.in_(ids[start : start + _AT_ONCE]))
        by_piece: dict[int, list[Overlay]] = {}
        for overlay in session.scalars(query):
            by_piece.setdefault(overlay.contribution_id, []).append(overlay)
        for piece_id, overlays in by_piece.items():
            piece = pieces[piece_id]
            for overlay in overlays:
                overlay.source_now = str(getattr(piece, overlay.field))
                setattr(piece, overlay.field, overlay.value)
            piece.overlay_conflict = any(map(is_conflict, overlays))
            _index(session, piece)


def is_conflict(overlay: Overlay) -> bool:
    """Whether the source has changed what was corrected, to something else than the correction."""
    return overlay.source_now not in (overlay.source_value, overlay.value)


def overlays_of(session: Session, contribution_id: int) -> list[Overlay]:
    """The corrections of a piece, in the order of FIELDS."""
    found = session.scalars(select(Overlay).where(Overlay.contribution_id == contribution_id))
    return sorted(found, key=lambda overlay: FIELDS.index(overlay.field))


def conflicted(session: Session, limit: int = 20) -> list[Contribution]:
    """Pieces whose source changed what was corrected here."""
    query = select(Contribution).where(Contribution.overlay_conflict).order_by(Contribution.id).limit(limit)
    return list(session.scalars(query))


def _checked(field: str, value: str) -> str:
    if field not in FIELDS:
        raise BadInput(f"“{field}” cannot be corrected; choose among {', '.join(map(_named, FIELDS))}.")
    value = value.strip() if field == "text" else " ".join(value.split())
    if len(value) > LONGEST.get(field, LONGEST_LINE):
        raise BadInput(f"The {_named(field)} holds {LONGEST.get(field, LONGEST_LINE):,} characters; shorten it.")
    if field == "title" and not value:
        raise BadInput("A piece needs a title; write what it is to be called.")
    if field == "kind" and value not in KINDS:
        raise BadInput(f"“{value}” is no kind of piece; use one of {', '.join(KINDS)}.")
    if field == "licence_url" and value and not value.startswith(("https://", "http://")):
        raise BadInput(f"“{value[:80]}” is no link; write the licence's address out, beginning with https://.")
    return value


def _named(field: str) -> str:
    return field.replace("_url", " link")


def _locked(session: Session, contribution_id: int, field: str) -> tuple[Contribution, Overlay | None]:
    piece = session.get(Contribution, contribution_id, with_for_update=True)
    if piece is None:
        raise NotFound("That piece no longer exists.")
    query = select(Overlay).where(Overlay.contribution_id == contribution_id, Overlay.field == field)
    return piece, session.scalar(query)


def _there(session: Session, contribution_id: int, field: str) -> tuple[Contribution, Overlay]:
    piece, overlay = _locked(session, contribution_id, field)
    if overlay is None:
        raise NotFound(f"The {_named(field)} of “{piece.title}” is as its source has it; nothing was corrected.")
    return piece, overlay


def _settle(change: Command, piece: Contribution) -> None:
    """Bring all that follows from the columns in step."""
    session = change.session
    session.flush()
    piece.overlay_conflict = any(map(is_conflict, overlays_of(session, piece.id)))
    _index(session, piece)
    refresh_clearance(session, [piece.id])


def _index(session: Session, piece: Contribution) -> None:
    query = select(Contributor.credit_name).join(Credit, Credit.contributor_id == Contributor.id)
    names = session.scalars(query.where(Credit.contribution_id == piece.id).order_by(Credit.position))
    piece.title_key = fold(piece.title)
    piece.found = found_words(piece.title, piece.text, piece.tags, names)
