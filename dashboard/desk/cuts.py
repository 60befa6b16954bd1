"""Any two cuts of an episode side by side: as it is now, a snapshot of it, or another of its versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.community.tables import Contribution, Contributor
from dashboard.credits.queries import CreditedRundown, credited
from dashboard.credits.works import NOT_NAMED
from dashboard.curation.insight import newcomers_among
from dashboard.errors import NotFound
from dashboard.payments.payment_sheet import payment_sheet
from dashboard.payments.queries import payments_of
from dashboard.people.roles import Actor, Permission, require
from dashboard.rundown.cuts.difference import Cut, CutAct, CutLine, CutMoney
from dashboard.rundown.cuts.frozen import frozen_episode
from dashboard.rundown.cuts.snapshots import snapshots
from dashboard.rundown.edits.state import ACT, ITEM, Key, key_of
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.queries import ActRow, ItemRow, load_episode
from dashboard.rundown.tables import Act, Episode, Item

NOW = "now"
_SNAPSHOT, _VERSION = "snapshot", "version"
NO_COUNTRY = "Not known"


@dataclass(frozen=True)
class CutChoice:
    """A cut that can be compared; `key` names it in addresses."""

    key: str
    label: str


def choices(session: Session, episode_id: int) -> list[CutChoice]:
    """The cuts there are of an episode: as it is now, its snapshots, its versions or their master as they are now."""
    episode = session.get(Episode, episode_id)
    if episode is None:
        raise NotFound("There is no such episode; pick one from the list.")
    family = episode.master_id or episode.id
    versions = session.scalars(
        select(Episode)
        .where(or_(Episode.id == family, Episode.master_id == family), Episode.id != episode_id)
        .order_by(Episode.id)
    )
    return [
        CutChoice(NOW, "As it is now"),
        *(CutChoice(f"{_SNAPSHOT}-{row.snapshot_id}", row.name) for row in snapshots(session, episode_id)),
        *(CutChoice(f"{_VERSION}-{row.id}", f"The {row.version} version now") for row in versions),
    ]


def cut(session: Session, actor: Actor, episode_id: int, key: str) -> Cut:
    """One of the cuts that `choices` offers; its money only for whoever may see payments. Raises NotFound."""
    require(actor, Permission.SEE_RUNDOWN)
    labels = {choice.key: choice.label for choice in choices(session, episode_id)}
    if key not in labels:
        raise NotFound("That cut no longer exists; choose another.")
    what, _, row_id = key.partition("-")
    episode = load_episode(session, int(row_id) if what == _VERSION else episode_id)
    if what == _SNAPSHOT:
        episode = frozen_episode(session, session.get_one(RundownSnapshot, int(row_id)), episode)
    return _cut(session, labels[key], credited(session, episode), with_money=actor.may(Permission.SEE_MONEY))


def _cut(session: Session, label: str, found: CreditedRundown, *, with_money: bool) -> Cut:
    rundown, pieces = found.rundown, [piece.piece_id for piece in found.on_air.pieces]
    kinds = {work.work_id: work.kind for work in found.on_air.works}
    persons = {entry.contributor_id for entry in found.credits.entries if entry.contributor_id is not None}
    chosen = {label: select(Contribution.id).where(Contribution.id.in_(pieces))}
    return Cut(
        label=label,
        rate=rundown.episode.rate,
        trt_frames=rundown.timing.trt_frames,
        over_frames=rundown.timing.over_frames,
        acts=tuple(_acts(rundown.acts, is_version=rundown.episode.master_id is not None)),
        pieces=len(pieces),
        newcomers=newcomers_among(session, chosen)[label].part,
        names=dict(_names(found)),
        kinds=Counter(kinds[piece] for piece in pieces),
        countries=_countries(session, persons),
        blocked={piece.id: (piece.title, piece.clearance_reason) for row in rundown.airing for piece in row.blocked},
        money=_money(session, found) if with_money else None,
    )


def _acts(rows: Collection[ActRow], *, is_version: bool) -> Iterator[CutAct]:
    """Lines and acts are named by the master's row that they come from, so that versions are compared line by line."""
    taken: set[Key] = set()
    for row in rows:
        key = _key(ACT, row.act, taken, is_version=is_version)
        lines = tuple(_line(item, _key(ITEM, item.item, taken, is_version=is_version)) for item in row.items)
        yield CutAct(key, row.act.title, row.timed.filled_frames, lines)


def _key(kind: str, row: Act | Item, taken: set[Key], *, is_version: bool) -> Key:
    """Of two lines that come from one, as a split leaves them, the first has its name."""
    key = key_of(kind, row.id if not is_version else row.origin_id or 0)
    if is_version and (row.origin_id is None or key in taken):
        key = f"{kind}:own-{row.id}"
    taken.add(key)
    return key


def _line(row: ItemRow, key: Key) -> CutLine:
    item = row.item
    held = tuple((layer.track, layer.contribution_id, layer.gain_db) for layer in item.layers)
    points = tuple(
        (layer.in_frames, layer.out_frames, layer.offset_frames, layer.fade_in_frames, layer.fade_out_frames)
        for layer in item.layers
    )
    return CutLine(key, item.slug, row.timed.planned_frames, item.floated, (item.kind, item.script, held), points)


def _names(found: CreditedRundown) -> Iterator[tuple[Hashable, str]]:
    for entry in found.credits.entries:
        if entry.contributor_id is not None:
            yield entry.contributor_id, entry.credit_name
        elif entry.credit_name != NOT_NAMED:
            yield entry.credit_name.casefold(), entry.credit_name


def _countries(session: Session, persons: Collection[int]) -> Counter[str]:
    query = select(Contributor.country).where(Contributor.id.in_(persons))
    return Counter(country or NO_COUNTRY for country in session.scalars(query))


def _money(session: Session, found: CreditedRundown) -> CutMoney:
    """What this cut would pay by itself, whatever other versions pay; a version out of its master's budget."""
    episode = found.rundown.episode
    sheet = payments_of(found)
    if episode.master_id is not None:
        master = session.get_one(Episode, episode.master_id)
        sheet = payment_sheet(
            found.credits.episode, master.currency, episode.rate, master.budget_minor, found.on_air.pieces,
            found.on_air.works, found.on_air.edges,
        )  # fmt: skip
    payees = {payee.contributor_id: (payee.display_name, payee.amount_minor) for payee in sheet.payees}
    return CutMoney(sheet.currency, sheet.paid_minor, sheet.held_minor, payees)
