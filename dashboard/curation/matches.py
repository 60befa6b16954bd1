"""Pieces that ask for a missing part, and pieces here that could fill it; at most a few hundred are weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.call_queries import open_calls
from dashboard.community.copies import kept_id, merges
from dashboard.community.lineage import REFUSED
from dashboard.community.standing import listed
from dashboard.community.tables import Call, Contribution, Credit, LineageEdge
from dashboard.curation.matching import LACKS, Lack, Match, Part, lacks, match, ranked
from dashboard.curation.queries import artists
from dashboard.curation.trends.order import rising_first
from dashboard.errors import NotFound
from dashboard.intake.kinds import KINDS_OF
from dashboard.media.tables import MediaFile

MOST_ASKING, MOST_FILLING, MOST_CALLS = 60, 240, 40
MOST_WORDS, MOST_EACH = 8, 3
_FILLING_KINDS = ("music", "vocals", "sound")
_LYRICAL = ("lyric", "song", "verse", "poem", "libretto")
_WORDLESS = ("instrumental", "backing track", "karaoke", "vocals", "voice", "singer")


@dataclass(frozen=True)
class Suggestion:
    """One pair: what asks, a piece or a call, and the piece that could fill it."""

    lack: str
    """The name in LACKS; empty for a call."""
    asking_id: int | None
    """The piece that lacks something, or that a call is about."""
    call_id: int | None
    filling_id: int
    reason: str
    score: float


@dataclass(frozen=True)
class _Ask:
    part: Part
    lack: Lack
    name: str
    asking_id: int | None
    call_id: int | None = None


def part_of(session: Session, contribution_id: int) -> Part:
    """What matching knows of one piece. Raises NotFound."""
    found = _parts(session, [Contribution.id == contribution_id], 1)
    if not found:
        raise NotFound("That piece no longer exists.")
    return found[0]


def suggestions(session: Session, at: datetime, most: int = 12) -> list[Suggestion]:
    """The best pairs of all: what pieces lack and open calls ask for, each with the few that could fill it best."""
    return _weigh(session, _all_asks(session, at), _fillers(session), most, each=MOST_EACH)


def fillers_of(session: Session, contribution_id: int, most: int = 12) -> list[Suggestion]:
    """What could fill what this piece lacks."""
    part = part_of(session, contribution_id)
    asks = _asks([part])
    kinds = {kind for ask in asks for kind in ask.lack.kinds}
    return _weigh(session, asks, _near(session, part, kinds), most) if asks else []


def filled_by(session: Session, contribution_id: int, at: datetime, most: int = 12) -> list[Suggestion]:
    """The pieces and calls that this piece could fill; none where its licence forbids its use."""
    usable = _parts(session, [Contribution.id == contribution_id, *_usable()], 1)
    if not usable:
        return []
    return _weigh(session, _all_asks(session, at), usable, most)


def _weigh(
    session: Session, asks: list[_Ask], fillings: list[Part], most: int, each: int | None = None
) -> list[Suggestion]:
    linked = _linked(session, {ask.asking_id for ask in asks if ask.asking_id is not None})
    answered = _answered(session, {ask.call_id for ask in asks if ask.call_id is not None})
    by_match: dict[Match, _Ask] = {}
    for ask in asks:
        taken = linked.get(ask.asking_id or 0, set()) | answered.get(ask.call_id or 0, set())
        for filling in fillings:
            if filling.piece_id in taken or filling.piece_id == ask.asking_id:
                continue
            found = match(ask.part, ask.lack, filling)
            if found is not None:
                by_match[found] = ask
    best = ranked(by_match, most, each)
    return [
        Suggestion(ask.name, ask.asking_id, ask.call_id, found.filling_id, found.reason, found.score)
        for found, ask in ((found, by_match[found]) for found in best)
    ]


def _all_asks(session: Session, at: datetime) -> list[_Ask]:
    """What open calls ask for, and what pieces lack for which no call is open."""
    calling = _calling(session, at)
    called = {(ask.asking_id, kind) for ask in calling for kind in ask.lack.kinds}
    lacking = _asks(_askers(session))
    return [*calling, *(ask for ask in lacking if not any((ask.asking_id, kind) in called for kind in ask.lack.kinds))]


def _asks(parts: Iterable[Part]) -> list[_Ask]:
    return [_Ask(part, LACKS[name], name, part.piece_id) for part in parts for name in lacks(part)]


def _calling(session: Session, at: datetime) -> list[_Ask]:
    """Open calls that say of what kind their answers are to be."""
    return [_call_ask(call) for call in open_calls(session, at, most=MOST_CALLS) if call.kind]


def _call_ask(call: Call) -> _Ask:
    named, roles = listed(call.kind), listed(call.role)
    # Manifests may name a medium where they mean any of its kinds.
    kinds = tuple(kind for name in named for kind in KINDS_OF.get(name, (name,)))
    kinds = tuple(kind for kind in kinds if kind in roles) or kinds
    wanted = " or ".join(named) + (f" ({', '.join(roles)})" if roles else "")
    # Below zero, so that it is never taken for a piece.
    part = Part(-call.id, call.title, "", "", text=call.brief)
    return _Ask(part, Lack("", kinds, f"asks for {wanted}"), "", call.about_id, call.id)


def _askers(session: Session) -> list[Part]:
    """Pieces that may lack something, the ones that rise first."""
    silent = MediaFile.facts["audio_codec"].as_string().is_(None) | MediaFile.facts["silent"].as_boolean()
    lyrical = or_(*(Contribution.found.contains(word) for word in _LYRICAL), Contribution.role.icontains("lyric"))
    wordless = or_(*(Contribution.found.contains(word) for word in _WORDLESS), Contribution.role.icontains("instrum"))
    may_lack = (
        (Contribution.kind == "video") & silent,
        (Contribution.kind == "text") & lyrical,
        (Contribution.kind == "music") & wordless,
    )
    found = [_parts(session, [*_usable(), kind], MOST_ASKING // len(may_lack)) for kind in may_lack]
    return [part for parts in found for part in parts]


def _fillers(session: Session) -> list[Part]:
    each = MOST_FILLING // len(_FILLING_KINDS)
    found = [_parts(session, [*_usable(), Contribution.kind == kind], each) for kind in _FILLING_KINDS]
    return [part for parts in found for part in parts]


def _near(session: Session, part: Part, kinds: Iterable[str]) -> list[Part]:
    """Pieces of these kinds that share a word with a piece, and those of about its length."""
    of_kind = [*_usable(), Contribution.kind.in_(list(kinds))]
    words = sorted(part.words, key=lambda word: (word not in part.tag_words, -len(word), word))[:MOST_WORDS]
    sharing = or_(*(Contribution.found.contains(word, autoescape=True) for word in words)) if words else None
    found = {} if sharing is None else {p.piece_id: p for p in _parts(session, [*of_kind, sharing], MOST_FILLING // 2)}
    if part.duration_ms:
        low, high = part.duration_ms * 3 // 4, part.duration_ms * 4 // 3
        close = MediaFile.duration_ms.between(low, high)
        found |= {p.piece_id: p for p in _parts(session, [*of_kind, close], MOST_FILLING // 2)}
    return list(found.values())


def _usable() -> list[ColumnElement[bool]]:
    """Pieces whose licence, and that of all they are built on, lets them be used, and that nobody holds back."""
    return [Contribution.clearance != "blocked", Contribution.hold == "", Contribution.merged_into_id.is_(None)]


def _parts(session: Session, wanted: Iterable[ColumnElement[bool]], most: int) -> list[Part]:
    query = (
        select(Contribution)
        .outerjoin(MediaFile, MediaFile.content_hash == Contribution.media_hash)
        .where(*wanted)
        .options(selectinload(Contribution.credits).selectinload(Credit.contributor), selectinload(Contribution.media))
    )
    pieces = rising_first(session, query, most)
    kinds = _linked_kinds(session, [piece.id for piece in pieces])
    return [_part(piece, frozenset(kinds.get(piece.id, ()))) for piece in pieces]


def _part(piece: Contribution, linked_kinds: frozenset[str]) -> Part:
    facts = piece.media.facts if piece.media else {}
    return Part(
        piece.id, piece.title, artists(piece) if piece.credits else "", piece.kind, piece.role, piece.text, piece.tags,
        piece.media.duration_ms if piece.media else None,
        has_sound=bool(facts.get("audio_codec"))
        and not (facts.get("silent") and facts.get("loudness_lufs") is None),  # what is very quiet is no missing music
        linked_kinds=linked_kinds, language=piece.language,
    )  # fmt: skip


def _linked_kinds(session: Session, ids: list[int]) -> dict[int, set[str]]:
    """Kinds of the pieces that these use, and of those that were made of them."""
    linked = _linked(session, ids)
    others = {other for each in linked.values() for other in each}
    rows = session.execute(select(Contribution.id, Contribution.kind).where(Contribution.id.in_(others)))
    kinds = {row.id: row.kind for row in rows}
    return {id_: {kinds[other] for other in each} for id_, each in linked.items()}


def _linked(session: Session, ids: Iterable[int]) -> dict[int, set[int]]:
    """For each piece all that it uses and that was made of it, by links of its copies, too."""
    found: dict[int, set[int]] = defaultdict(set)
    merged = merges(session)
    among = merged.with_copies(ids)
    here = or_(LineageEdge.child_id.in_(among), LineageEdge.parent_id.in_(among))
    query = select(LineageEdge.child_id, LineageEdge.parent_id).where(here, LineageEdge.state != REFUSED)
    for child, parent in session.execute(query):
        if parent is not None:
            found[merged.kept(child)].add(merged.kept(parent))
            found[merged.kept(parent)].add(merged.kept(child))
    return found


def _answered(session: Session, call_ids: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    query = select(Contribution.call_id, kept_id()).where(Contribution.call_id.in_(list(call_ids)))
    for call_id, piece_id in session.execute(query):
        found[call_id or 0].add(piece_id)
    return found
