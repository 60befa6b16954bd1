"""The whole job without a screen: pull, rank, shortlist, fill a rundown, assemble, export every sheet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dashboard.assembly.profiles import PROGRAMME
from dashboard.assembly.service import assemble
from dashboard.community.clearance import CLEARED
from dashboard.community.lineage import CONFIRMED
from dashboard.community.service import decide_edge
from dashboard.community.tables import Contribution, Credit, LineageEdge
from dashboard.credits.credit_list import credit_list
from dashboard.credits.queries import CreditedRundown, working_rundown, works_behind
from dashboard.credits.roll import natural_roll_frames, roll_lines
from dashboard.credits.works import AiredPiece
from dashboard.curation.queries import artists
from dashboard.curation.shortlists import shortlist_piece
from dashboard.curation.trends.fold import fold_new
from dashboard.curation.trends.folding import LOWEST_KEY
from dashboard.curation.trends.tables import TrendKey
from dashboard.desk.deliver import check_folder, copy_out
from dashboard.desk.export import export_episode
from dashboard.desk.fill import Candidate, PlannedItem, fill_around_roll
from dashboard.desk.pulling import pull_and_fetch
from dashboard.errors import BadInput, LineageCycle
from dashboard.intake.registry import is_address
from dashboard.media.store import MediaStore
from dashboard.payments.money import parse_amount
from dashboard.people.roles import OPERATOR
from dashboard.rundown.edits.commands import add_item, change_item
from dashboard.rundown.edits.editing import editing
from dashboard.rundown.episodes import EpisodePlan, create_episode, next_number
from dashboard.rundown.layers import natural_length
from dashboard.rundown.material import material_of
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.rundown.templates import plain_acts
from dashboard.rundown.timecode import duration_text, parse_duration, parse_rate, rate_text
from dashboard.rundown.timing import SLATE_SECONDS
from dashboard.storage.engine import Database

SHOW = "Greenroom"
"""The show that headless episodes belong to."""
ACTS = ("Act 1", "Act 2", "Act 3")
SHORTEST = "0:30"
"""The shortest running time that titles and credits leave room for anything in."""
WITHIN_S = 5
"""How far from the target a cut may be without an explanation."""

OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Order:
    """What to make of which folder."""

    source: str
    """A path, an address, or the name of a source."""
    out: Path
    rate: Fraction
    target_frames: int
    budget_minor: int
    currency: str

    @classmethod
    def read(cls, source: str, trt: str, out: Path, rate: str, budget: str, currency: str) -> Order:
        """An order from what was typed; raises BadInput for what makes no sense."""
        frames = parse_rate(rate)
        target = parse_duration(trt, frames)
        if target < parse_duration(SHORTEST, frames):
            raise BadInput(f"A running time of {trt} is too short for titles and credits; give at least {SHORTEST}.")
        currency = currency.strip().upper()
        budget_minor = parse_amount(budget, currency)
        if budget_minor < 0:
            raise BadInput("A budget cannot be below zero; give zero or more.")
        check_folder(out)
        return cls(source, out, frames, target, budget_minor, currency)


class _Stages:
    """Seconds spent in each part of the job."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens in the block."""
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 2)


def produce(db: Database, store: MediaStore, order: Order, on_progress: OnProgress) -> dict[str, Any]:
    """Do the whole job and say what came of it; the keys are those that `produce --json` prints."""
    stages = _Stages()
    with stages.stage("pull"):
        pulled = pull_and_fetch(db, store, OPERATOR, order.source, on_progress=on_progress)
    with stages.stage("rank"):
        _accept_exact_lineage(db, pulled.source_id)
        fold_new(db)
    with stages.stage("rundown"):
        candidates, refused = _candidates(db, pulled.source_id, order.rate)
        episode_id = _rundown(db, order, candidates)
        credited = _settle(db, episode_id)
    with stages.stage("assemble"):
        made = assemble(db, store, OPERATOR, episode_id, PROGRAMME.name, on_progress=on_progress, stop=lambda: False)
    with stages.stage("export"):
        files = export_episode(db, OPERATOR, episode_id, order.out)
        programme = order.out / "programme.mp4"
        copy_out(store, made.media_hash, programme)
    refused += [{"what": note.what, "reason": note.reason} for note in pulled.dead_letters]
    return {
        "episode": episode_id,
        "frame_rate": rate_text(order.rate),
        "trt_frames": credited.rundown.timing.trt_frames,
        "target_frames": order.target_frames,
        "items": len(credited.rundown.airing),
        "contributors": len({e.contributor_id for e in credited.credits.entries if e.contributor_id}),
        "budget_minor": order.budget_minor,
        "currency": order.currency,
        "files": {"assembly": str(programme), **{name: str(path) for name, path in files.items()}},
        "refused": refused,
        "stages": stages.seconds,
        "why_off": _why_off(credited, len(candidates)),
    }


def _accept_exact_lineage(db: Database, source_id: int) -> None:
    """Confirm what the manifest itself declares of pieces that are both in it: whoever runs this vouches for it."""
    with db.reading() as session:
        query = (
            select(LineageEdge.id)
            .join(Contribution, LineageEdge.child_id == Contribution.id)
            .where(
                Contribution.source_id == source_id,
                LineageEdge.state == "declared",
                LineageEdge.parent_id.is_not(None),
            )
        )
        edges = list(session.scalars(query.order_by(LineageEdge.id)))
    for edge_id in edges:
        try:
            decide_edge(db, OPERATOR, edge_id, CONFIRMED)
        except LineageCycle:
            continue  # it stays declared, so that neither piece airs


def _candidates(db: Database, source_id: int, rate: Fraction) -> tuple[list[Candidate], list[dict[str, str]]]:
    """The cleared pieces, and the others with the reason why they may not air."""
    with db.reading() as session:
        pieces, keys = _pieces(session, source_id), _keys(session, source_id)
        usable = [
            _candidate(piece, keys.get(piece.id, LOWEST_KEY), rate)
            for piece in pieces
            if piece.clearance == CLEARED and _shows_or_sounds(piece)
        ]
        refused = [
            {"what": piece.title, "reason": piece.clearance_reason} for piece in pieces if piece.clearance != CLEARED
        ]
    return usable, refused


def _pieces(session: Session, source_id: int) -> list[Contribution]:
    query = (
        select(Contribution)
        .where(Contribution.source_id == source_id, Contribution.merged_into_id.is_(None))
        .order_by(Contribution.id)
        .options(
            selectinload(Contribution.media),
            selectinload(Contribution.credits).selectinload(Credit.contributor),
        )
    )
    return list(session.scalars(query))


def _keys(session: Session, source_id: int) -> dict[int, float]:
    """How its pieces are rising."""
    query = (
        select(TrendKey.contribution_id, TrendKey.key_4)
        .join(Contribution, Contribution.id == TrendKey.contribution_id)
        .where(Contribution.source_id == source_id)
    )
    return {row.contribution_id: row.key_4 for row in session.execute(query)}


def _shows_or_sounds(piece: Contribution) -> bool:
    media = piece.media
    if media is None or media.kind == "project":
        return False
    return not (media.kind == "audio" and media.facts.get("silent"))


def _candidate(piece: Contribution, key: float, rate: Fraction) -> Candidate:
    media = piece.media
    material = material_of(piece)
    return Candidate(
        piece.id, piece.title, artists(piece) if piece.credits else "", piece.kind,
        media.kind if media else "", natural_length(material, rate),
        material.has_sound and not (media and media.facts.get("silent")), key,
        piece.media_hash or "",
    )  # fmt: skip


def _rundown(db: Database, order: Order, candidates: list[Candidate]) -> int:
    """A new episode with slate, body and roll; the body leaves room for a roll of everybody in it."""
    room = order.target_frames - int(SLATE_SECONDS * order.rate)
    planned = fill_around_roll(candidates, room, order.rate, _roll_of(db, order.rate))
    with db.reading() as session:
        number = next_number(session, SHOW)
    plan = EpisodePlan(
        _title(order.source), number, order.rate, order.target_frames, order.target_frames,
        order.budget_minor, order.currency,
    )  # fmt: skip
    episode_id = create_episode(db, OPERATOR, SHOW, plan, plain_acts(ACTS))
    with db.reading() as session:
        episode = session.get_one(Episode, episode_id)
        acts, shortlist_id = [act.id for act in episode.acts], episode.shortlist_id
    add_item(db, OPERATOR, acts[0], "slate", SHOW, script=f"Episode {number}: {plan.title}")
    for piece in {part.piece.piece_id: None for item in planned for part in item.parts}:
        shortlist_piece(db, OPERATOR, shortlist_id, piece)
    _add_items(db, episode_id, planned)
    return episode_id


def _title(source: str) -> str:
    """What the episode is called: the folder, the host, or the source by its name."""
    if is_address(source):
        return urlsplit(source).hostname or SHOW
    path = Path(source).resolve()
    return (path if path.is_dir() or not path.exists() else path.parent).name or SHOW


def _roll_of(db: Database, rate: Fraction) -> Callable[[list[PlannedItem]], int]:
    """How long the roll of some items would run, with the people behind everything that they are built on."""

    def roll_frames(items: list[PlannedItem]) -> int:
        pieces = {part.piece.piece_id: part.piece.title for item in items for part in item.parts}
        aired = [AiredPiece(piece_id, title, frames=1) for piece_id, title in pieces.items()]
        with db.reading() as session:
            works, edges = works_behind(session, set(pieces))
        return natural_roll_frames(len(roll_lines(credit_list("", aired, works, edges))), rate)

    return roll_frames


def _add_items(db: Database, episode_id: int, planned: list[PlannedItem]) -> None:
    with editing(db, OPERATOR, episode_id, "rundown.filled") as (edit, episode):
        share = -(-len(planned) // len(ACTS)) or 1
        for at, act in enumerate(episode.acts):
            _put(act, [_item(plan) for plan in planned[at * share : (at + 1) * share]])
        edit.said = f"filled the rundown with {len(planned)} lines"
        edit.detail = {"items": len(planned)}


def _put(act: Act, items: list[Item]) -> None:
    """After the slate, before the roll."""
    closing = [item for item in act.items if item.kind == "roll"]
    opening = [item for item in act.items if item.kind != "roll"]
    act.items.extend(items)
    for position, item in enumerate([*opening, *items, *closing]):
        item.position = position


def _item(plan: PlannedItem) -> Item:
    layers = [
        Layer(position=at, track=part.track, contribution_id=part.piece.piece_id, in_frames=0, out_frames=part.frames)
        for at, part in enumerate(plan.parts)
    ]
    return Item(kind="piece", slug=plan.slug, position=0, layers=layers)


def _settle(db: Database, episode_id: int) -> CreditedRundown:
    """Let the roll take up what is left of the target, as long as it stays readable and not too slow."""
    with db.reading() as session:
        credited = working_rundown(session, episode_id)
    over = credited.rundown.timing.over_frames
    roll = credited.rundown.airing[-1]
    wanted = roll.timed.planned_frames - over
    natural = roll.timed.natural_frames
    if over == 0 or not Fraction(3, 4) * natural <= wanted <= Fraction(3, 2) * natural:
        return credited
    change_item(db, OPERATOR, roll.item.id, length_frames=wanted)
    with db.reading() as session:
        return working_rundown(session, episode_id)


def _why_off(credited: CreditedRundown, cleared: int) -> str | None:
    """A sentence when the cut misses the target by more than WITHIN_S."""
    rate, timing = credited.rundown.episode.rate, credited.rundown.timing
    if abs(timing.over_frames) <= WITHIN_S * rate:
        return None
    missing = duration_text(abs(timing.over_frames), rate)
    if not cleared:
        return "None of the pieces may air, so only the title is in it; what is refused says why."
    if timing.over_frames < 0:
        pieces = "The only piece that may air does" if cleared == 1 else f"The {cleared} pieces that may air do"
        return f"{pieces} not fill the running time: {missing} are missing."
    return f"Titles and credits alone run {missing} over; give a longer running time."
