"""What a final cut changes against the rundown: seconds, names, music and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.credits.queries import CreditedRundown, credited, credited_rundown
from dashboard.credits.works import NOT_NAMED
from dashboard.payments.payment_sheet import PaymentSheet
from dashboard.payments.queries import payments_of
from dashboard.people.roles import Actor, Permission, require
from dashboard.rundown.cuts.frozen import frozen_episode
from dashboard.rundown.edits.state import State
from dashboard.rundown.queries import load_episode
from dashboard.rundown.tables import Episode

MUSIC = ("music", "vocals", "sound")
"""Kinds of contribution that a cue sheet lists."""


@dataclass(frozen=True)
class Change:
    """A figure before and after."""

    before: int
    after: int

    @property
    def differs(self) -> bool:
        """Whether it is another."""
        return self.before != self.after


@dataclass(frozen=True)
class PieceChange:
    """One contribution: its frames on air, and the money that its use brings."""

    contribution_id: int
    title: str
    is_music: bool
    frames: Change
    amount_minor: Change


@dataclass(frozen=True)
class PersonChange:
    """One payee's total."""

    contributor_id: int
    name: str
    amount_minor: Change


@dataclass(frozen=True)
class Comparison:
    """The cut held against the rundown. Of pieces and people only those that differ are listed."""

    rate: Fraction
    currency: str
    trt_frames: Change
    music_frames: Change
    """All contributions of music, vocals and sound together, each by itself."""
    pieces: tuple[PieceChange, ...]
    names_in: tuple[str, ...]
    names_out: tuple[str, ...]
    people: tuple[PersonChange, ...]
    held_minor: Change
    with_versions: bool
    """Whether the money is that of the episode and versions of it together."""


def compare(session: Session, actor: Actor, episode_id: int, before: State, after: State) -> Comparison:
    """Hold a rundown against another of the same episode, each credited and paid by itself.

    For whoever may not see payments every amount is zero and nobody is listed as paid.
    """
    require(actor, Permission.SEE_RUNDOWN)
    episode = load_episode(session, episode_id)
    was, now = (credited(session, frozen_episode(session, state, episode)) for state in (before, after))
    with_money = actor.may(Permission.SEE_MONEY)
    paid_was, paid_now = (_payments(session, episode, own) if with_money else None for own in (was, now))
    names_was, names_now = _names(was), _names(now)
    return Comparison(
        episode.rate, episode.currency,
        Change(was.rundown.timing.trt_frames, now.rundown.timing.trt_frames),
        Change(_music(was), _music(now)), _pieces(was, now, paid_was, paid_now),
        tuple(name for name in names_now if name not in names_was),
        tuple(name for name in names_was if name not in names_now),
        _people(paid_was, paid_now),
        Change(paid_was.held_minor if paid_was else 0, paid_now.held_minor if paid_now else 0),
        len(_family(session, episode)) > 1,
    )  # fmt: skip


def _payments(session: Session, episode: Episode, own: CreditedRundown) -> PaymentSheet:
    """What the episode would pay, its versions included; for a version what its master would."""
    family = _family(session, episode)
    master, *others = (own if id_ == episode.id else credited_rundown(session, id_) for id_ in family)
    return payments_of(master, others)


def _family(session: Session, episode: Episode) -> list[int]:
    """The master of an episode, then its versions."""
    master_id = episode.master_id or episode.id
    versions = session.scalars(select(Episode.id).where(Episode.master_id == master_id).order_by(Episode.id))
    return [master_id, *versions]


def _names(of: CreditedRundown) -> dict[str, None]:
    return dict.fromkeys(entry.credit_name for entry in of.credits.entries if entry.credit_name != NOT_NAMED)


def _music(of: CreditedRundown) -> int:
    kinds = {work.work_id: work.kind for work in of.on_air.works}
    return sum(piece.frames for piece in of.on_air.pieces if kinds[piece.piece_id] in MUSIC)


def _pieces(
    was: CreditedRundown, now: CreditedRundown, paid_was: PaymentSheet | None, paid_now: PaymentSheet | None
) -> tuple[PieceChange, ...]:
    works = {work.work_id: work for of in (was, now) for work in of.on_air.works}
    frames_was, frames_now = ({one.piece_id: one.frames for one in of.on_air.pieces} for of in (was, now))
    minor_was, minor_now = _by_piece(paid_was), _by_piece(paid_now)
    changes = (
        PieceChange(
            id_, works[id_].title, works[id_].kind in MUSIC, _change(frames_was, frames_now, id_),
            _change(minor_was, minor_now, id_),
        )
        for id_ in {**frames_was, **frames_now}
    )  # fmt: skip
    return tuple(one for one in changes if one.frames.differs or one.amount_minor.differs)


def _people(was: PaymentSheet | None, now: PaymentSheet | None) -> tuple[PersonChange, ...]:
    payees_was, payees_now = (sheet.payees if sheet else () for sheet in (was, now))
    names = {payee.contributor_id: payee.display_name for payee in (*payees_was, *payees_now)}
    minor_was, minor_now = (
        {one.contributor_id: one.amount_minor for one in payees} for payees in (payees_was, payees_now)
    )
    changes = (PersonChange(id_, name, _change(minor_was, minor_now, id_)) for id_, name in names.items())
    return tuple(sorted((one for one in changes if one.amount_minor.differs), key=lambda one: one.name.casefold()))


def _by_piece(sheet: PaymentSheet | None) -> dict[int, int]:
    """What each piece on air brings, what is held for it included."""
    amounts: dict[int, int] = {}
    held = [entry.line for entry in sheet.unpaid if entry.line] if sheet else []
    for line in [*(sheet.lines if sheet else ()), *held]:
        amounts[line.piece_id] = amounts.get(line.piece_id, 0) + line.amount_minor
    return amounts


def _change(before: Mapping[int, int], after: Mapping[int, int], key: int) -> Change:
    return Change(before.get(key, 0), after.get(key, 0))
