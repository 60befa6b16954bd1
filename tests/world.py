"""A small community in the database, for tests that need pieces and not how they came in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.clearing import refresh_clearance
from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge, Source
from dashboard.curation.trends.tables import TrendKey
from dashboard.media.tables import MediaFile
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MEDIA_OF_KIND = {"music": "audio", "vocals": "audio", "sound": "audio", "illustration": "image", "photo": "image"}


def add_piece(
    db: Database, title: str, *, kind: str = "video", artists: tuple[str, ...] = ("Ida Holm",),
    licence: str = "CC-BY-4.0", seconds: int = 20, text: str = "", days_old: int = 3, sound: bool = True,
) -> int:  # fmt: skip
    """One cleared piece with one credit an artist; returns its id. Its media exist in the database only."""
    with db.writing() as session:
        source = _source(session)
        media = _media(title, MEDIA_OF_KIND.get(kind, kind), seconds, sound)
        session.add(media)
        at = now() - timedelta(days=days_old)
        piece = Contribution(
            source_id=source.id, external_id=title, kind=kind, title=title, text=text, licence=licence,
            origin=f"https://example.org/{title.replace(' ', '-')}", media_hash=media.content_hash, created_at=at,
            first_seen_at=at, last_seen_at=at, digest=title, found=f"{title} {text} {' '.join(artists)}".casefold(),
        )  # fmt: skip
        piece.credits = [
            Credit(position=n, contributor=_artist(session, source, name), role="", verbatim=name)
            for n, name in enumerate(artists)
        ]
        session.add(piece)
        session.flush()
        refresh_clearance(session, [piece.id])
        return piece.id


def add_edge(db: Database, child_id: int, parent_id: int | None, state: str = "declared", ref: str = "") -> int:
    """`child uses parent`; returns the edge's id."""
    with db.writing() as session:
        edge = LineageEdge(child_id=child_id, parent_id=parent_id, parent_ref=ref or str(parent_id), state=state)
        session.add(edge)
        session.flush()
        refresh_clearance(session, [child_id])
        return edge.id


def piece_named(db: Database, piece_id: int) -> Contribution:
    """The row as it stands."""
    with db.reading() as session:
        return session.get_one(Contribution, piece_id)


def rank(db: Database, piece_id: int, key: float) -> None:
    """Let a piece rise so high: lists are ordered by this key. Whatever it was is forgotten."""
    with db.writing() as session:
        session.merge(
            TrendKey(
                contribution_id=piece_id, key_1=key, key_4=key, key_16=key, posted_hour=0, period=0, given_to_id=None
            )
        )


def _source(session: Session) -> Source:
    source = session.scalar(select(Source))
    if source is None:
        source = Source(name="The street", kind="folder", location="/street", created_at=now())
        session.add(source)
        session.flush()
    return source


def _artist(session: Session, source: Source, name: str) -> Contributor:
    found = session.scalar(select(Contributor).where(Contributor.external_key == name))
    if found is None:
        found = Contributor(source_id=source.id, external_key=name, credit_name=name)
        session.add(found)
        session.flush()
    return found


def _media(title: str, kind: str, seconds: int, sound: bool) -> MediaFile:
    facts: dict[str, object] = {"width": 640, "height": 360, "rotation_degrees": 0}
    if kind == "audio" or (kind == "video" and sound):
        facts["audio_codec"] = "aac"
    runs = kind in ("video", "audio")
    return MediaFile(
        content_hash=title.encode().hex().ljust(64, "0")[:64], size_bytes=1000, kind=kind,
        duration_ms=seconds * 1000 if runs else None, facts=facts, admitted_at=now(),
    )  # fmt: skip
