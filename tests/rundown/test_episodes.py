from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits.commands import add_piece
from dashboard.rundown.episodes import change_episode, create_episode, next_number
from dashboard.rundown.locks.locks import lock_step
from dashboard.rundown.queries import episodes, layer_times, load_episode, rundown, shows
from dashboard.rundown.tables import Episode, Item, Layer
from dashboard.rundown.templates import plain_acts
from dashboard.rundown.timecode import RATES
from dashboard.rundown.timing import LayerTime
from dashboard.rundown.versions.versions import Terms, derive_version
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.rundown.studio import act_ids, add_episode, episode, plan, slugs
from tests.world import add_piece as a_piece


def test_a_new_episode_has_its_acts_a_shortlist_and_the_credits_at_the_end(db: Database, actor: Actor) -> None:
    made = create_episode(db, actor, "Night Shift", plan(), plain_acts(("Cold open", "Harbour", "Home")))
    assert [slugs(db, act) for act in act_ids(db, made)] == [[], [], ["Credits"]]
    with db.reading() as session:
        found = load_episode(session, made)
        assert [act.title for act in found.acts] == ["Cold open", "Harbour", "Home"]
        assert found.shortlist.name == "Night Shift 1: Harbour"
        assert (found.rate, found.target_frames, found.slot_frames) == (RATES["25"], 33_000, 45_000)
        assert [(row.label, row.budget_minor, row.currency) for row in episodes(session)] == [
            ("Night Shift 1: Harbour", 5_000_000, "USD")
        ]


def test_two_episodes_of_a_show_share_it_and_a_number_is_taken_once(sqlite_db: Database, actor: Actor) -> None:
    add_episode(sqlite_db, actor)
    with pytest.raises(BadInput, match="already has an episode 1"):
        add_episode(sqlite_db, actor)
    add_episode(sqlite_db, actor, plan(number=4))
    create_episode(sqlite_db, actor, "Day Shift", plan())
    with sqlite_db.reading() as session:
        assert shows(session) == ["Day Shift", "Night Shift"]
        assert (next_number(session, "Night Shift"), next_number(session, "Unheard of")) == (5, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "  "}, "needs a title"),
        ({"number": 0}, "starts at 1"),
        ({"target_frames": 0}, "longer than nothing"),
        ({"slot_frames": 10}, "slot is shorter"),
        ({"budget_minor": -1}, "below zero"),
        ({"slot_frames": 24 * 90_000 + 1}, "longer than 24 hours"),
        ({"first_timecode_frames": 24 * 90_000}, "outside the 24 hours"),
        ({"first_timecode_frames": -1}, "outside the 24 hours"),
        ({"on_air_ms": 86_400_000}, "not a time of day"),
        ({"words_per_minute": 0}, "Nobody reads 0 words a minute"),
        ({"words_per_minute": 1000}, "from 40 to 400"),
    ],
)
def test_a_plan_that_cannot_be_met_is_refused_and_leaves_nothing(
    sqlite_db: Database, actor: Actor, wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        create_episode(sqlite_db, actor, "Night Shift", replace(plan(), **wrong))  # type: ignore[arg-type]
    with sqlite_db.reading() as session:
        assert episodes(session) == [] and shows(session) == []


def test_a_change_raises_the_revision_and_says_what_it_was(sqlite_db: Database, actor: Actor) -> None:
    made = add_episode(sqlite_db, actor)
    change_episode(sqlite_db, actor, made, 1, plan("Harbour at night", target="21:30"))
    after = episode(sqlite_db, made)
    assert (after.title, after.target_frames, after.revision) == ("Harbour at night", 32_250, 2)
    with sqlite_db.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None and entry.action == "episode.changed"
    assert entry.detail == {"title": ["Harbour", "Harbour at night"], "target_frames": [33_000, 32_250]}


def test_the_read_rate_and_the_clock_reach_the_timing(db: Database, actor: Actor) -> None:
    made = add_episode(db, actor, replace(plan(), words_per_minute=300, on_air_ms=72_000_000, drop_frame=False))
    with db.writing() as session:
        roll = session.scalars(select(Item)).one()
        roll.kind, roll.script, roll.hard_start_frames, roll.hard_back_frames = "host", "word " * 50, 40, 90
    with db.reading() as session:
        (row,) = rundown(load_episode(session, made), roll_frames=7).items
        (listed,) = episodes(session)
    assert row.timed.planned_frames == 10 * 25
    assert (row.timed.clock_frames, row.timed.gap_frames, row.timed.back_frames) == (40, 40, 90)
    assert (listed.words_per_minute, listed.on_air_ms, listed.drop_frame) == (300, 72_000_000, False)


def test_a_sound_that_starts_later_makes_its_line_longer(sqlite_db: Database, actor: Actor) -> None:
    made, piece = add_episode(sqlite_db, actor), a_piece(sqlite_db, "Low tide")
    with sqlite_db.writing() as session:
        item = session.scalars(select(Item)).one()
        item.kind = "piece"
        item.layers = [
            Layer(position=at, track="sound", contribution_id=piece, in_frames=10, out_frames=60, offset_frames=offset)
            for at, offset in enumerate((0, 30))
        ]
    with sqlite_db.reading() as session:
        (row,) = rundown(load_episode(session, made), roll_frames=7).items
        assert layer_times(row.item) == (LayerTime("sound", 50), LayerTime("sound", 50, 30))
        assert row.timed.planned_frames == 80


def test_a_change_of_what_somebody_else_changed_is_refused(db: Database, actor: Actor) -> None:
    made = add_episode(db, actor)
    change_episode(db, actor, made, 1, plan("First"))
    with pytest.raises(Stale, match="Somebody else changed this episode"):
        change_episode(db, actor, made, 1, plan("Second"))
    assert episode(db, made).title == "First"


def test_the_rate_changes_only_while_there_are_no_pieces(sqlite_db: Database, actor: Actor) -> None:
    made = add_episode(sqlite_db, actor)
    change_episode(sqlite_db, actor, made, 1, plan(rate="29.97"))
    add_piece(sqlite_db, actor, act_ids(sqlite_db, made)[0], [a_piece(sqlite_db, "Night Ferry")])
    revision = episode(sqlite_db, made).revision
    with pytest.raises(BadInput, match="frame rate stays"):
        change_episode(sqlite_db, actor, made, revision, plan(rate="25"))
    assert episode(sqlite_db, made).rate == RATES["29.97"]


def test_only_a_producer_makes_or_changes_an_episode(sqlite_db: Database, actor: Actor) -> None:
    made = add_episode(sqlite_db, actor)
    for role in set(Role) - {Role.PRODUCER}:
        other = Actor(None, "Kim", frozenset({role}))
        with pytest.raises(NotAllowed):
            create_episode(sqlite_db, other, "Night Shift", plan(number=2))
        with pytest.raises(NotAllowed):
            change_episode(sqlite_db, other, made, 1, plan("Mine"))
    assert episode(sqlite_db, made).revision == 1


def test_an_episode_that_is_not_there_is_said_to_be_gone(sqlite_db: Database, actor: Actor) -> None:
    with pytest.raises(NotFound):
        change_episode(sqlite_db, actor, 99, 1, plan())
    with sqlite_db.reading() as session, pytest.raises(NotFound, match="pick one"):
        load_episode(session, 99)


def test_an_episode_is_loaded_in_the_same_number_of_queries_however_long_it_is(
    sqlite_db: Database, actor: Actor
) -> None:
    made = add_episode(sqlite_db, actor)
    (act,) = act_ids(sqlite_db, made)

    def queries() -> int:
        count = 0

        def one_more(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(sqlite_db.engine, "before_cursor_execute", one_more)
        with sqlite_db.reading() as session:
            load_episode(session, made)
        event.remove(sqlite_db.engine, "before_cursor_execute", one_more)
        return count

    add_piece(sqlite_db, actor, act, [a_piece(sqlite_db, "One")])
    short = queries()
    for n in range(12):
        add_piece(sqlite_db, actor, act, [a_piece(sqlite_db, f"Piece {n}", artists=(f"Artist {n}",))])
    assert 0 < queries() <= short


def test_the_newest_episode_stands_first(sqlite_db: Database, actor: Actor) -> None:
    ids = [add_episode(sqlite_db, actor, plan(number=n)) for n in (1, 2, 3)]
    with sqlite_db.reading() as session:
        assert [row.episode_id for row in episodes(session)] == ids[::-1]
        assert session.get_one(Episode, ids[0]).show.title == "Night Shift"


def test_the_read_rate_stays_while_lengths_are_locked(sqlite_db: Database, actor: Actor) -> None:
    made = add_episode(sqlite_db, actor)
    lock_step(sqlite_db, actor, made, "picture")
    with pytest.raises(BadInput, match="picture is locked"):
        change_episode(sqlite_db, actor, made, 1, replace(plan(), words_per_minute=120))
    change_episode(sqlite_db, actor, made, 1, replace(plan(), title="Quay"))
    assert (episode(sqlite_db, made).title, episode(sqlite_db, made).words_per_minute) == ("Quay", 150)


def test_a_version_has_the_number_of_its_master(sqlite_db: Database, actor: Actor) -> None:
    made = add_episode(sqlite_db, actor)
    version = derive_version(sqlite_db, actor, made, "web", plan(), Terms())
    with pytest.raises(BadInput, match="number of its master"):
        change_episode(sqlite_db, actor, version, 1, plan(number=3))
    change_episode(sqlite_db, actor, made, 1, plan(number=3))
    assert episode(sqlite_db, version).number == 3
