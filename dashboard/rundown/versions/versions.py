"""Versions of an episode: deriving one from the master, its terms, and taking over what the master changes.

A version is an episode of its own, so that its rundown is timed, edited, locked and assembled like any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.errors import BadInput, NotFound
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.edits.delta import apply
from dashboard.rundown.edits.editing import PLAIN, Editing, Slip, editing
from dashboard.rundown.edits.parts import renumber
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import ACT, ITEM, Key, State, from_json, id_of, kind_of
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.episodes import EpisodePlan, plan_columns
from dashboard.rundown.tables import MASTER, Act, Episode, Item
from dashboard.rundown.versions.cloning import copy_rows, item_like, layers_like
from dashboard.rundown.versions.rate_change import at_rate
from dashboard.rundown.versions.rules import GONE, MOVED, NEW, Offer, by_origin, offers
from dashboard.rundown.versions.tables import VersionTerms
from dashboard.storage.base import now
from dashboard.storage.engine import Database

KINDS = ("broadcast", "international", "web", "promo")
"""What a version can be for; each at most once an episode."""
_TERRITORY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class Terms:
    """Where and when a version may be shown. Nothing said means everywhere, by every means, for ever."""

    territories: tuple[str, ...] = ()
    """ISO 3166 codes of two letters."""
    media: tuple[str, ...] = ()
    shown_from: date | None = None
    shown_until: date | None = None
    """The last day."""

    def check(self) -> None:
        """Raise BadInput for a code that is none, or a window that ends before it begins."""
        for code in self.territories:
            if not _TERRITORY.fullmatch(code):
                raise BadInput(f"“{code}” is no country code; write two capital letters such as US or SE.")
        if self.shown_from and self.shown_until and self.shown_until < self.shown_from:
            raise BadInput("The window ends before it begins; set a later last day.")


@dataclass(frozen=True)
class VersionRow:
    """A version beside its master."""

    episode: Episode
    terms: Terms
    offered: int
    """How many of the master's changes it has neither taken nor declined."""


def derive_version(
    db: Database, actor: Actor, master_id: int, version: str, plan: EpisodePlan, terms: Terms, slip: Slip = PLAIN
) -> int:
    """Make a version with the master's rundown as it is now; returns its id.

    Its frames are counted at its own rate, to the nearest. It shares the master's shortlist. Raises BadInput for a
    version that exists, or of a version.
    """
    plan.check()
    terms.check()
    if version not in KINDS:
        raise BadInput(f"“{version}” is no kind of version; use one of {', '.join(KINDS)}.")
    with command(db, actor, Permission.EDIT_EPISODE, "version.derived", ("episode", master_id)) as change:
        session = change.session
        master = _master(session, master_id)
        if any(row.version == version for row in _family(session, master_id)):
            raise BadInput(f"“{master.title}” already has a {version} version; open that one.")
        made = Episode(
            show_id=master.show_id, version=version, master_id=master_id, shortlist_id=master.shortlist_id,
            created_at=now(), **plan_columns(plan) | {"number": master.number},
        )  # fmt: skip
        session.add(made)
        session.flush()
        state = read_state(session, master_id)
        copy_rows(session, state, made, master.rate, of_master=True)
        base = _base(session, master, state, actor)
        session.add(_terms_row(made.id, terms, base.id))
        change.detail = {"version": version, "episode": made.id, "reason": slip.reason}
        return made.id


def set_terms(db: Database, actor: Actor, episode_id: int, terms: Terms) -> None:
    """Say where and when an episode may be shown."""
    terms.check()
    with command(db, actor, Permission.EDIT_EPISODE, "version.terms_set", ("episode", episode_id)) as change:
        row = change.session.get(VersionTerms, episode_id, with_for_update=True)
        fresh = _terms_row(episode_id, terms, row.base_id if row else None)
        change.session.merge(fresh)
        change.detail = {"territories": fresh.territories, "media": fresh.media}


def versions_of(session: Session, master_id: int) -> list[VersionRow]:
    """The versions of a master in the order in which they were made, with what is offered to each."""
    return [
        VersionRow(row, terms_of(session, row.id), len(offers_to(session, row))) for row in _family(session, master_id)
    ]


def terms_of(session: Session, episode_id: int) -> Terms:
    """Where and when an episode may be shown."""
    row = session.get(VersionTerms, episode_id)
    if row is None:
        return Terms()
    return Terms(tuple(row.territories.split()), tuple(row.media.split()), row.shown_from, row.shown_until)


def offers_to(session: Session, version: Episode) -> list[Offer]:
    """What the master has changed since this version last took it over; nothing for a master."""
    row = session.get(VersionTerms, version.id)
    if version.master_id is None or row is None or row.base is None:
        return []
    master = session.get_one(Episode, version.master_id)
    base, now_ = from_json(row.base.state), read_state(session, master.id)
    return offers(base, now_, read_state(session, version.id), master.rate, version.rate)


def take_offers(db: Database, actor: Actor, episode_id: int, keys: Collection[Key], slip: Slip = PLAIN) -> list[str]:
    """Take over these changes of the master, as one edit of the version; returns their sentences.

    Raises BadInput where one needs another, such as an item in an act that is new too.
    """
    with editing(db, actor, episode_id, "version.took_over", slip) as (edit, version):
        chosen = _chosen(edit.session, version, keys)
        master = edit.session.get_one(Episode, version.master_id)
        now_ = read_state(edit.session, master.id)
        for offer in _acts_first(chosen):
            _take(edit, version, master, now_, offer)
        renumber(version.acts)
        for act in version.acts:
            renumber(act.items)
        _advance(edit.session, version, master, chosen, actor)
        edit.said = f"took over {_counted(chosen)} of the master"
        edit.detail = {"offers": [offer.key for offer in chosen]}
        return [offer.sentence for offer in chosen]


def decline_offers(db: Database, actor: Actor, episode_id: int, keys: Collection[Key]) -> None:
    """Leave this version as it is against these changes of the master; they are not offered again."""
    with command(db, actor, Permission.EDIT_EPISODE, "version.declined", ("episode", episode_id)) as change:
        version = change.session.get(Episode, episode_id, with_for_update=True)
        if version is None:
            raise NotFound("That version no longer exists.")
        chosen = _chosen(change.session, version, keys)
        master = change.session.get_one(Episode, version.master_id)
        _advance(change.session, version, master, chosen, actor)
        change.detail = {"offers": [offer.key for offer in chosen]}


def _master(session: Session, master_id: int) -> Episode:
    master = session.get(Episode, master_id, with_for_update=True)
    if master is None:
        raise NotFound("That episode no longer exists.")
    if master.master_id is not None:
        raise BadInput(f"“{master.title}” is a version itself; derive versions from its master.")
    return master


def _family(session: Session, master_id: int) -> list[Episode]:
    query = select(Episode).where(Episode.master_id == master_id).order_by(Episode.id)
    return list(session.scalars(query.options(selectinload(Episode.show))))


def _base(session: Session, master: Episode, state: State, actor: Actor) -> RundownSnapshot:
    base = RundownSnapshot(
        episode_id=master.id, name="Taken over by a version", purpose=MASTER, revision=master.revision,
        taken_at=now(), account_id=actor.account_id, taken_by=actor.name, state=state.to_json(),
    )  # fmt: skip
    session.add(base)
    session.flush()
    return base


def _terms_row(episode_id: int, terms: Terms, base_id: int | None) -> VersionTerms:
    return VersionTerms(
        episode_id=episode_id, territories=" ".join(terms.territories), media=" ".join(terms.media),
        shown_from=terms.shown_from, shown_until=terms.shown_until, base_id=base_id,
    )  # fmt: skip


def _chosen(session: Session, version: Episode, keys: Collection[Key]) -> list[Offer]:
    chosen = [offer for offer in offers_to(session, version) if offer.key in keys]
    if len(chosen) != len(set(keys)):
        raise BadInput("The master has been changed again meanwhile; look at what it offers now and choose anew.")
    if not chosen:
        raise BadInput("Nothing was chosen; tick what this version should take over or leave.")
    return chosen


def _acts_first(chosen: list[Offer]) -> list[Offer]:
    """New acts before what goes into them, and acts that go after what leaves them."""

    def rank(offer: Offer) -> int:
        if kind_of(offer.key) != ACT:
            return 1
        return 2 if GONE in offer.kinds else 0

    return sorted(chosen, key=rank)


def _take(edit: Editing, version: Episode, master: Episode, now_: State, offer: Offer) -> None:
    session, key = edit.session, offer.key
    session.flush()
    origins = by_origin(read_state(session, version.id))
    mine = origins.get(key)
    if GONE in offer.kinds:
        _drop(session, mine)
    elif NEW in offer.kinds or mine is None:
        _bring(session, version, master, now_, key, origins)
    else:
        row = _row(session, mine)
        _refresh(row, now_, key, master, version)
        if MOVED in offer.kinds:
            _put(session, version, now_, key, row, origins)
            edit.moved_items += (row.id,) if kind_of(key) == ITEM else ()


def _row(session: Session, key: Key) -> Act | Item:
    return session.get_one(Act, id_of(key)) if kind_of(key) == ACT else session.get_one(Item, id_of(key))


def _drop(session: Session, mine: Key | None) -> None:
    if mine is None:
        return
    row = _row(session, mine)
    if isinstance(row, Act) and row.items:
        raise BadInput(f"“{row.title}” still has lines of this version's own; move or remove them first.")
    session.delete(row)
    session.flush()
    session.expire_all()


def _bring(session: Session, version: Episode, master: Episode, now_: State, key: Key, origins: dict[Key, Key]) -> None:
    row: Act | Item
    if kind_of(key) == ACT:
        row = Act(episode_id=version.id, position=0, **at_rate(now_.rows[key], master.rate, version.rate))
        row.origin_id = id_of(key)
    else:
        row = item_like(now_, key, master.rate, version.rate, of_master=True)
    _put(session, version, now_, key, row, origins)


def _refresh(row: Act | Item, now_: State, key: Key, master: Episode, version: Episode) -> None:
    fields = at_rate(now_.rows[key], master.rate, version.rate)
    for name, value in fields.items():
        if name not in ("origin_id", "locked"):
            setattr(row, name, value)
    if isinstance(row, Item):
        row.layers = layers_like(now_, key, master.rate, version.rate, of_master=True)


def _put(session: Session, version: Episode, now_: State, key: Key, row: Act | Item, origins: dict[Key, Key]) -> None:
    """After the nearest of its elder siblings in the master that this version has too, else first."""
    parent = now_.parents()[key]
    if isinstance(row, Item):
        own_parent = origins.get(parent)
        if own_parent is None:
            raise BadInput(f"“{row.slug}” belongs to an act that this version lacks; take that act over too.")
        row.act_id = id_of(own_parent)
    siblings = now_.children(parent)
    elder = [origins[other] for other in siblings[: siblings.index(key)] if other in origins]
    session.add(row)
    session.flush()
    session.expire_all()
    rows: list[Act] | list[Item] = (
        list(session.get_one(Act, row.act_id).items) if isinstance(row, Item) else list(version.acts)
    )
    ids = [other.id for other in rows if other.id != row.id]
    at = next((ids.index(id_of(other)) + 1 for other in reversed(elder) if id_of(other) in ids), 0)
    ids.insert(at, row.id)
    for other in rows:
        other.position = ids.index(other.id)
    session.flush()
    session.expire_all()


def _advance(session: Session, version: Episode, master: Episode, chosen: list[Offer], actor: Actor) -> None:
    """From now on the version is compared with a base that has these changes in it."""
    row = session.get_one(VersionTerms, version.id)
    assert row.base is not None  # noqa: S101 - offers come from it; this is for the type checker
    before, state = row.base, from_json(row.base.state)
    for offer in _acts_first(chosen):
        state = apply(offer.delta, state)
    row.base = _base(session, master, state, actor)
    session.flush()
    session.delete(before)


def _counted(chosen: list[Offer]) -> str:
    return f"a change ({chosen[0].sentence.rstrip('.')})" if len(chosen) == 1 else f"{len(chosen)} changes"
