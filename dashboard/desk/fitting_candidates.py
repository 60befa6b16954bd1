"""The pieces that could fill a gap: on the shortlist, cleared, not in the rundown; and the names that they bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.clearance import CLEARED
from dashboard.community.tables import Contribution, Contributor, Credit
from dashboard.credits.credit_list import CreditEntry, CreditSheet, credit_list
from dashboard.credits.queries import CreditedRundown, works_behind
from dashboard.credits.roll import person_in_roll
from dashboard.credits.works import AiredPiece
from dashboard.curation.queries import artists
from dashboard.curation.tables import ShortlistEntry
from dashboard.curation.trends.folding import LOWEST_KEY
from dashboard.curation.trends.tables import TrendKey
from dashboard.desk.trending import notes
from dashboard.rundown.fitting.fitting import SHORTEST_SECONDS, Already, Candidate
from dashboard.rundown.layers import cuts, natural_length
from dashboard.rundown.material import material_of
from dashboard.rundown.queries import acts_holding
from dashboard.rundown.shortlist.places import targets
from dashboard.rundown.tables import Episode, Item
from dashboard.storage.base import now

LONGEST_STILL_SECONDS = 10


@dataclass(frozen=True)
class _Listed:
    """A piece on the shortlist: by how many it was picked, and the act that it is meant for."""

    piece: Contribution
    picks: int
    act_id: int | None


def candidates(session: Session, credited: CreditedRundown) -> tuple[Candidate, ...]:
    """What may go into the rundown, the best first: what most people picked, then what is rising most.

    Left out are pieces that stand in it already, also as another copy or under another name, pieces that are not
    cleared, and those that can be neither shown nor heard.
    """
    episode = credited.rundown.episode
    listed = _usable(_listed(session, episode.shortlist_id), session, episode.id)
    ids = [one.piece.id for one in listed]
    keys, brought = rising(session, ids), _lines_brought(session, ids)
    said = notes(session, ids, now()) if ids else {}
    listed.sort(key=lambda one: (-one.picks, -keys.get(one.piece.id, LOWEST_KEY), one.piece.id))
    in_roll = roll_lines_of(credited.credits)
    return tuple(
        _candidate(
            one, episode, place, brought.get(one.piece.id, frozenset()) - in_roll,
            newcomer=one.piece.id in said and said[one.piece.id].newcomer,
        )
        for place, one in enumerate(listed)
    )  # fmt: skip


def already_in(credited: CreditedRundown) -> Already:
    """How many pieces each person has on air in the episode."""
    pieces = {id_: piece for row in credited.rundown.airing for id_, piece in pieces_of(row.item).items()}
    people = (frozenset(credit.contributor.person_id for credit in piece.credits) for piece in pieces.values())
    return Already(Counter(person for of_piece in people for person in of_piece))


def pieces_of(item: Item) -> dict[int, Contribution]:
    """The pieces that an item holds, by the id of the one that stands for each."""
    pieces = [layer.contribution for layer in item.layers]
    return {piece.merged_into_id or piece.id: piece for piece in pieces}


def roll_lines_of(sheet: CreditSheet, pieces: Collection[int] | None = None) -> frozenset[str]:
    """A key for each line of the roll of a credit list, of these pieces alone where they are given."""
    return frozenset(
        line
        for entry in sheet.entries
        if pieces is None or any(use.piece.piece_id in pieces for use in entry.uses)
        for line in _lines(entry)
    )


def rising(session: Session, piece_ids: Collection[int]) -> dict[int, float]:
    """The key by which lists of pieces are ordered, of those that have one."""
    query = select(TrendKey.contribution_id, TrendKey.key_4).where(TrendKey.contribution_id.in_(piece_ids))
    return {row.contribution_id: row.key_4 for row in session.execute(query)}


def _lines(entry: CreditEntry) -> tuple[str, str]:
    """The heading and the name: in the roll each person stands once under a department, whatever the roles."""
    return entry.department, repr(person_in_roll(entry))


def _lines_brought(session: Session, piece_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The lines that each piece alone makes in the roll, those of its ancestors included."""
    works, edges = works_behind(session, set(piece_ids))
    sheet = credit_list("", [AiredPiece(piece_id, "", frames=1) for piece_id in piece_ids], works, edges)
    found: dict[int, set[str]] = {}
    for entry in sheet.entries:
        for use in entry.uses:
            found.setdefault(use.piece.piece_id, set()).update(_lines(entry))
    return {piece_id: frozenset(lines) for piece_id, lines in found.items()}


def _listed(session: Session, shortlist_id: int) -> list[_Listed]:
    """The pieces of a shortlist, each once; a copy that was merged stands as the piece that is kept."""
    query = select(ShortlistEntry).where(ShortlistEntry.shortlist_id == shortlist_id).order_by(ShortlistEntry.id)
    entries = session.scalars(
        query.options(selectinload(ShortlistEntry.contribution), selectinload(ShortlistEntry.picks))
    ).all()
    meant = targets(session, shortlist_id)
    found: dict[int, tuple[int, int | None]] = {}
    for entry in entries:
        kept = entry.contribution.merged_into_id or entry.contribution_id
        picks, act_id = found.get(kept, (0, None))
        found[kept] = picks + len(entry.picks), act_id or meant.get(entry.id)
    people = selectinload(Contribution.credits).selectinload(Credit.contributor).selectinload(Contributor.same_as)
    pieces = session.scalars(
        select(Contribution).where(Contribution.id.in_(found)).options(people, selectinload(Contribution.media))
    )
    return [_Listed(piece, *found[piece.id]) for piece in sorted(pieces, key=lambda one: one.id)]


def _usable(listed: Iterable[_Listed], session: Session, episode_id: int) -> list[_Listed]:
    held = acts_holding(session, episode_id)
    used = select(Contribution.media_hash).where(Contribution.id.in_(held), Contribution.media_hash.is_not(None))
    files = set(session.scalars(used))
    found = []
    for one in listed:
        media = one.piece.media
        silent = media is not None and media.kind == "audio" and media.facts.get("silent")
        if one.piece.id in held or one.piece.clearance != CLEARED or media is None or silent:
            continue
        if media.content_hash not in files and cuts(material_of(one.piece), Fraction(25)):
            files.add(media.content_hash)
            found.append(one)
    return found


def _candidate(one: _Listed, episode: Episode, place: int, lines: frozenset[str], *, newcomer: bool) -> Candidate:
    piece, material, rate = one.piece, material_of(one.piece), episode.rate
    natural = natural_length(material, rate, episode.words_per_minute)
    still = material.media_kind == "image"
    people = [credit.contributor.same_as or credit.contributor for credit in piece.credits]
    return Candidate(
        piece.id, piece.title, artists(piece), piece.kind, natural,
        shortest_frames=-(-SHORTEST_SECONDS * rate.numerator // rate.denominator) if still else natural,
        longest_frames=int(LONGEST_STILL_SECONDS * rate) if still else natural,
        place=place, trimmable=material.runs, artist_ids=frozenset(person.id for person in people),
        countries=frozenset(person.country for person in people if person.country), newcomer=newcomer,
        act_id=one.act_id, roll_lines=lines,
    )  # fmt: skip
