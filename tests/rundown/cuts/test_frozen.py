"""A kept rundown reads like the live one, and reading it writes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.credits.queries import on_air
from dashboard.people.roles import Actor
from dashboard.rundown.cuts.frozen import completed, frozen_episode
from dashboard.rundown.edits.commands import add_item, add_piece
from dashboard.rundown.edits.layer_commands import add_layers
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import State, from_json
from dashboard.rundown.queries import Rundown, load_episode, rundown
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode
from tests.world import add_piece as a_piece


@pytest.fixture
def cut(db: Database, actor: Actor) -> int:
    """Two acts: a drawing under a song, a host link, a film."""
    episode_id = add_episode(db, actor, acts=("One", "Two"))
    one, two = act_ids(db, episode_id)
    quay = add_piece(db, actor, one, [a_piece(db, "Quay", kind="photo", artists=("Rin",))])
    add_layers(db, actor, quay, a_piece(db, "Song", kind="music"))
    add_item(db, actor, one, "host", "Hello", script="Good evening, and welcome back to the harbour.")
    add_piece(db, actor, two, [a_piece(db, "Night Ferry", artists=("Mbali Dube",))])
    return episode_id


def read(session: Session, episode: Episode) -> tuple[object, ...]:
    """All that credits, payments and sheets take from a rundown."""
    timed = rundown(episode, roll_frames=250)
    return timed.timing, on_air(session, timed), _lines(timed)


def _lines(timed: Rundown) -> list[tuple[object, ...]]:
    return [
        (row.item.id, row.item.slug, row.item.act.title, row.item.position, layer.id, layer.track, layer.position,
         layer.item.id, layer.contribution.title, layer.contribution.media_hash, layer.gain_db)
        for row in timed.items
        for layer in row.item.layers
    ]  # fmt: skip


def test_a_kept_rundown_reads_as_the_live_one_did(db: Database, cut: int) -> None:
    with db.reading() as session:
        live = load_episode(session, cut)
        kept = from_json(read_state(session, cut).to_json())
        assert read(session, frozen_episode(session, kept, live)) == read(session, live)


def test_nothing_of_a_kept_rundown_is_written_even_by_a_session_that_can(db: Database, cut: int) -> None:
    with db.reading() as session:
        before = read_state(session, cut)
    with db.writing() as session:
        live = load_episode(session, cut)
        frozen = frozen_episode(session, before, live)
        frozen.title = "Not this one"
        frozen.acts[0].items.pop()
        frozen.acts[1].title = "Changed"
        read(session, frozen)
        assert not session.new and not session.dirty
        assert not any(row in session for row in (frozen, *frozen.acts, *frozen.acts[0].items))
    with db.reading() as session:
        assert read_state(session, cut) == before
        assert session.get_one(Episode, cut).title == "Harbour"
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Act, Item, Layer)]
        assert counts == [2, 4, 4]


def test_a_rundown_that_was_kept_before_a_column_came_has_its_default(db: Database, cut: int) -> None:
    with db.reading() as session:
        state = read_state(session, cut)
    older = {key: {n: v for n, v in fields.items() if n not in ("note", "locked", "fade_in_frames")} | {"gone": 1}
             for key, fields in state.rows.items()}  # fmt: skip
    assert completed(replace(state, rows=older)) == State(state.rows, state.order)
