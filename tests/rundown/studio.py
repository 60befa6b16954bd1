"""Contributions and episodes for tests: rows as a pull would leave them, without the media behind them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy import select

from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge, Source
from dashboard.curation.service import shortlist_piece
from dashboard.media.tables import MediaFile
from dashboard.people.roles import Actor
from dashboard.rundown.episodes import EpisodePlan, create_episode
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.rundown.timecode import RATES, parse_duration
from dashboard.storage.engine import Database

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MEDIA_KIND = {
    "video": "video", "music": "audio", "vocals": "audio", "sound": "audio",
    "illustration": "image", "photo": "image", "text": "text", "project": "project",
}  # fmt: skip


def add_contribution(
    db: Database, title: str, kind: str = "video", *, artist: str = "Ida Holm", duration_ms: int = 60_000,
    clearance: str = "cleared", reason: str = "", text: str = "", licence: str = "CC-BY-4.0",
    has_sound: bool = True, uses: int | None = None,
) -> int:  # fmt: skip
    """A piece with one artist and media of its kind; returns its id."""
    with db.writing() as session:
        source = session.scalar(select(Source))
        if source is None:
            source = Source(name="Test folder", kind="folder", location="/nowhere", created_at=NOON)
            session.add(source)
            session.flush()
        person = session.scalar(select(Contributor).where(Contributor.external_key == artist))
        if person is None:
            person = Contributor(source_id=source.id, external_key=artist, credit_name=artist)
            session.add(person)
        digest = hashlib.sha256(title.encode()).hexdigest()
        media_kind = MEDIA_KIND[kind]
        runs = media_kind in ("video", "audio")
        facts = {"audio_codec": "aac"} if media_kind == "audio" or (media_kind == "video" and has_sound) else {}
        session.add(
            MediaFile(
                content_hash=digest, size_bytes=1, kind=media_kind, duration_ms=duration_ms if runs else None,
                facts=facts, poster_hash=None, proxy_hash=None, raster_hash=None, admitted_at=NOON,
            )
        )  # fmt: skip
        piece = Contribution(
            source_id=source.id, external_id=title, kind=kind, title=title, text=text, licence=licence,
            licence_url="https://creativecommons.org/licenses/by/4.0/", media_hash=digest, created_at=NOON,
            first_seen_at=NOON, last_seen_at=NOON, digest=digest, clearance=clearance, clearance_reason=reason,
        )  # fmt: skip
        session.add(piece)
        session.flush()
        session.add(Credit(contribution_id=piece.id, contributor=person, position=0, role=""))
        if uses is not None:
            session.add(
                LineageEdge(child_id=piece.id, parent_id=uses, parent_ref=str(uses), state="confirmed")
            )
        return piece.id


def add_episode(
    db: Database, actor: Actor, *, number: int = 1, rate: str = "25", target: str = "22:00",
    slot: str = "30:00", budget_minor: int = 5_000_000, acts: tuple[str, ...] = ("Act 1",),
) -> int:  # fmt: skip
    """An episode of the show Night Shift; returns its id."""
    fps = RATES[rate]
    plan = EpisodePlan(
        "Harbour", number, fps, parse_duration(slot, fps), parse_duration(target, fps), budget_minor, "USD"
    )
    return create_episode(db, actor, "Night Shift", plan, acts)


def shortlist_for(db: Database, actor: Actor, episode_id: int, *contribution_ids: int) -> None:
    """Put pieces on the episode's shortlist."""
    with db.reading() as session:
        shortlist_id = session.get_one(Episode, episode_id).shortlist_id
    for contribution_id in contribution_ids:
        shortlist_piece(db, actor, shortlist_id, contribution_id)


def act_ids(db: Database, episode_id: int) -> list[int]:
    """The acts of an episode in order."""
    with db.reading() as session:
        return list(session.scalars(select(Act.id).where(Act.episode_id == episode_id).order_by(Act.position)))


def slugs(db: Database, act_id: int) -> list[str]:
    """The slugs of an act's items in order, after checking that their places count from zero."""
    with db.reading() as session:
        rows = session.scalars(select(Item).where(Item.act_id == act_id).order_by(Item.position)).all()
        assert [row.position for row in rows] == list(range(len(rows)))
        return [row.slug for row in rows]


def item(db: Database, item_id: int) -> Item:
    """An item as it is now."""
    with db.reading() as session:
        return session.get_one(Item, item_id)


def layers(db: Database, item_id: int) -> list[Layer]:
    """The layers of an item in order."""
    with db.reading() as session:
        return list(session.scalars(select(Layer).where(Layer.item_id == item_id).order_by(Layer.position)))


def revision(db: Database, episode_id: int) -> int:
    """How often the episode was edited."""
    with db.reading() as session:
        return session.get_one(Episode, episode_id).revision
