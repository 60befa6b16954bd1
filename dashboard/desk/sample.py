"""Loading the sample show: made by the script in data/sample, pulled like any folder, then given its history."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.community.clearing import refresh_clearance
from dashboard.community.lineage import CONFIRMED
from dashboard.community.tables import Call, Contribution, Contributor, LineageEdge, MetricReading, Source
from dashboard.curation.tables import ShortlistEntry, ShortlistPick
from dashboard.desk.sample_rounds import load_rounds
from dashboard.desk.upkeep import settle
from dashboard.errors import GreenroomError, NotFound
from dashboard.intake.outcome import PullResult
from dashboard.intake.pull import pull
from dashboard.media.store import MediaStore
from dashboard.payments.money import exponent
from dashboard.people.command import command
from dashboard.people.roles import OPERATOR, Permission
from dashboard.people.tables import Account, AccountRole
from dashboard.rundown.episodes import EpisodePlan, create_episode
from dashboard.rundown.layers import TEXT, natural_length
from dashboard.rundown.material import material_of
from dashboard.rundown.tables import Act, Episode, Item, Layer, Show
from dashboard.rundown.timecode import ms_to_frames, parse_duration, parse_duration_ms, parse_rate
from dashboard.settings import ROOT, settings
from dashboard.storage.base import now
from dashboard.storage.engine import Database

MAKER = ROOT / "data" / "sample" / "make.py"


def has_sources(db: Database) -> bool:
    """Whether anything was ever pulled here."""
    with db.reading() as session:
        return session.scalar(select(Source.id).limit(1)) is not None


def load_sample(
    db: Database, store: MediaStore, on_progress: Callable[[int, int, str], None] = lambda *_: None
) -> PullResult:
    """Make the sample show's folder if it is not there, pull it, and add people, calls, history and episode.

    Harmless to repeat: what is there already stays as people have changed it since.
    """
    folder = settings().home / "sample-show"
    if not (folder / "show.json").exists():
        on_progress(0, 0, "making the sample show, which takes about a minute")
        _make(folder)
    show = json.loads((folder / "show.json").read_text(encoding="utf-8"))
    _people_and_calls(db, show)
    result = pull(db, store, OPERATOR, folder, on_progress=on_progress)
    _history(db, show, result.source_id)
    settle(db)
    _episode(db, show, result.source_id)
    load_rounds(db)
    return result


def _make(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    today = now().date().isoformat()
    made = subprocess.run(
        [sys.executable, str(MAKER), str(folder), "--today", today], capture_output=True, text=True, check=False
    )
    if made.returncode:
        print(made.stderr, file=sys.stderr)
        raise GreenroomError("The sample show could not be made; what went wrong stands above.")


def _people_and_calls(db: Database, show: Mapping[str, Any]) -> None:
    with command(db, OPERATOR, Permission.MANAGE_PEOPLE, "sample.people", ("show", show["show"]["title"])) as change:
        session = change.session
        known = set(session.scalars(select(Account.email)))
        for person in show["people"]:
            if person["email"] not in known:
                roles = [AccountRole(role=role) for role in person["roles"]]
                account = Account(email=person["email"], name=person["name"], sample=True, created_at=now())
                account.roles = roles
                session.add(account)
        keys = set(session.scalars(select(Call.key)))
        session.add_all(_call(call) for call in show["calls"] if call["key"] not in keys)


def _call(call: Mapping[str, Any]) -> Call:
    return Call(
        key=call["key"], title=call["title"], brief=call["brief"], kind=call.get("kind") or "",
        role=call.get("role") or "", deadline=_instant(call["deadline"]) if call.get("deadline") else None,
        fixed_fee_minor=call.get("fixed_fee_minor"), currency=call.get("currency") or "", created_at=now(),
    )  # fmt: skip


def _history(db: Database, show: Mapping[str, Any], source_id: int) -> None:
    with command(db, OPERATOR, Permission.JUDGE, "sample.history", ("source", source_id)) as change:
        session = change.session
        pieces = _pieces(session, source_id)
        _came_when_posted(pieces.values())
        _readings(session, show, pieces)
        for person in show["people"]:
            if person.get("artist"):
                _link_artist(session, source_id, person)
        _edges(session, show, pieces)
        session.flush()
        refresh_clearance(session, [piece.id for piece in pieces.values()])


def _came_when_posted(pieces: Iterable[Contribution]) -> None:
    """As if they had been pulled day by day: what came in just now could not have been ranked before."""
    for piece in pieces:
        piece.first_seen_at = min(piece.first_seen_at, piece.created_at)


def _readings(session: Session, show: Mapping[str, Any], pieces: Mapping[str, Contribution]) -> None:
    there = {
        (row.contribution_id, row.name, row.observed_at)
        for row in session.scalars(
            select(MetricReading).where(MetricReading.contribution_id.in_([p.id for p in pieces.values()]))
        )
    }
    for metric in show["metrics"]:
        piece = pieces.get(metric["id"])
        for at, value in metric["readings"] if piece else ():
            key = (piece.id, metric["name"], _instant(at)) if piece else None
            if key and key not in there:
                session.add(MetricReading(contribution_id=key[0], name=key[1], observed_at=key[2], value=value))


def _edges(session: Session, show: Mapping[str, Any], pieces: Mapping[str, Contribution]) -> None:
    """Bring declared links to the state that the show gives them, and add those that it alone knows."""
    ids = [piece.id for piece in pieces.values()]
    query = select(LineageEdge).where(LineageEdge.child_id.in_(ids))
    there = {(edge.child_id, edge.parent_id): edge for edge in session.scalars(query)}
    for said in show["edges"]:
        child, parent = pieces.get(said["child"]), pieces.get(said["parent"])
        if child is None or parent is None:
            continue
        edge = there.get((child.id, parent.id))
        if edge is None:
            edge = LineageEdge(child_id=child.id, parent=parent, parent_ref=said["parent"], state="declared")
            edge.relation = said.get("relation") or "remix_of"
            session.add(edge)
        if edge.state == "declared":
            edge.state = said["state"]
            edge.parent_version = parent.version if edge.state == CONFIRMED else None


def _link_artist(session: Session, source_id: int, person: Mapping[str, Any]) -> None:
    contributor = session.scalar(
        select(Contributor).where(Contributor.source_id == source_id, Contributor.credit_name == person["artist"])
    )
    account = session.scalar(select(Account).where(Account.email == person["email"]))
    if contributor and account and contributor.account_id is None:
        contributor.account_id = account.id


def _episode(db: Database, show: Mapping[str, Any], source_id: int) -> None:
    plan, title = show["episode"], show["show"]["title"]
    with db.reading() as session:
        query = select(Episode.id).join(Show).where(Show.title == title, Episode.number == plan["number"])
        if session.scalar(query) is not None:
            return
    rate = parse_rate(plan["rate"])
    exponent(plan["currency"])
    episode_id = create_episode(
        db, OPERATOR, title,
        EpisodePlan(
            plan["title"], plan["number"], rate, parse_duration(plan["slot"], rate),
            parse_duration(plan["target"], rate), plan["budget_minor"], plan["currency"],
        ),
        acts=(),
    )  # fmt: skip
    with command(db, OPERATOR, Permission.EDIT_EPISODE, "sample.rundown", ("episode", episode_id)) as change:
        session = change.session
        pieces = _pieces(session, source_id)
        episode = session.get_one(Episode, episode_id)
        episode.acts = [_act(at, act, pieces, episode) for at, act in enumerate(plan["acts"])]
        for entry in show["shortlist"]:
            if entry["id"] in pieces:
                session.add(
                    ShortlistEntry(
                        shortlist_id=episode.shortlist_id, contribution_id=pieces[entry["id"]].id,
                        picked_at=now(), picks=[_pick(session, entry)],
                    )
                )  # fmt: skip


def _pick(session: Session, entry: Mapping[str, Any]) -> ShortlistPick:
    who = session.scalar(select(Account.id).where(Account.name == entry["picked_by"], Account.sample))
    return ShortlistPick(
        account_id=who, picked_by=entry["picked_by"], picked_at=now(), why=entry.get("note") or ""
    )  # fmt: skip


def _act(at: int, act: Mapping[str, Any], pieces: Mapping[str, Contribution], episode: Episode) -> Act:
    budget = parse_duration(act["budget"], episode.rate) if act.get("budget") else 0
    made = Act(position=at, title=act["title"], budget_frames=budget)
    made.items = [_item(n, item, pieces, episode) for n, item in enumerate(act["items"])]
    return made


def _item(at: int, item: Mapping[str, Any], pieces: Mapping[str, Contribution], episode: Episode) -> Item:
    length = parse_duration(item["length"], episode.rate) if item.get("length") else None
    made = Item(
        position=at, kind=item["kind"], slug=item["slug"], floated=bool(item.get("floated")),
        length_frames=length, script=item.get("script") or "",
    )  # fmt: skip
    made.layers = [_layer(n, layer, pieces, episode) for n, layer in enumerate(item.get("layers") or ())]
    return made


def _layer(at: int, layer: Mapping[str, Any], pieces: Mapping[str, Contribution], episode: Episode) -> Layer:
    if layer["id"] not in pieces:
        raise NotFound(f"The sample episode uses “{layer['id']}”, which did not come in; make the show anew.")
    rate, starts = episode.rate, 0 if layer["track"] == TEXT else parse_duration_ms(layer["in"])
    length_ms = parse_duration_ms(layer["out"]) - parse_duration_ms(layer["in"])
    first = ms_to_frames(starts, rate)
    piece, last = pieces[layer["id"]], first + ms_to_frames(length_ms, rate)
    material = material_of(piece)
    return Layer(
        position=at, track=layer["track"], contribution=piece, in_frames=first,
        out_frames=min(last, natural_length(material, rate)) if material.runs else last,
        gain_db=float(layer.get("gain_db") or 0),
    )  # fmt: skip


def _pieces(session: Session, source_id: int) -> dict[str, Contribution]:
    query = select(Contribution).join(Source).where(Source.id == source_id)
    return {piece.external_id: piece for piece in session.scalars(query)}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
