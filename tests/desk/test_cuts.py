"""Any two cuts of an episode on a real database."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from dashboard.community.tables import Contribution, Contributor
from dashboard.credits.queries import working_rundown
from dashboard.desk.cuts import NO_COUNTRY, NOW, choices, cut
from dashboard.errors import NotAllowed, NotFound
from dashboard.payments.queries import payments_of
from dashboard.people.roles import Actor, Role
from dashboard.rundown.cuts.difference import Cut, CutDifference, compare
from dashboard.rundown.cuts.snapshots import take_snapshot
from dashboard.rundown.edits import commands
from dashboard.rundown.tables import Episode
from dashboard.rundown.versions.versions import Terms, derive_version
from dashboard.storage.engine import Database
from tests.rundown.locking import Programme
from tests.rundown.studio import plan
from tests.world import add_piece


@pytest.fixture
def programme(db: Database, actor: Actor) -> Programme:
    return Programme(db, actor)


def cuts(programme: Programme, *keys: str, actor: Actor | None = None) -> list[Cut]:
    with programme.db.reading() as session:
        return [cut(session, actor or programme.actor, programme.episode_id, key) for key in keys]


def kept(programme: Programme, name: str) -> str:
    return f"snapshot-{take_snapshot(programme.db, programme.actor, programme.episode_id, name)}"


def difference(programme: Programme, one: str, other: str) -> CutDifference:
    return compare(*cuts(programme, one, other))


def test_a_snapshot_and_the_rundown_it_was_taken_of_do_not_differ(programme: Programme) -> None:
    before, after = cuts(programme, kept(programme, "Before"), NOW)
    found = compare(before, after)
    assert (found.lines, found.names_in, found.names_out, found.payees) == ((), (), (), ())
    assert (before.trt_frames, before.money, before.kinds) == (after.trt_frames, after.money, after.kinds)


def test_what_was_done_since_a_snapshot_is_told_with_names_and_money(programme: Programme) -> None:
    db, actor = programme.db, programme.actor
    before = kept(programme, "Before")
    commands.remove_items(db, actor, [programme.quay])  # Rin's song goes with it
    commands.move_items(db, actor, [programme.ferry], programme.two, None)
    commands.float_items(db, actor, [programme.spare], floated=False)
    commands.add_piece(db, actor, programme.one, [add_piece(db, "New", artists=("Noor",), licence="CC-BY-NC-4.0")])
    old, new = cuts(programme, before, NOW)
    found = compare(old, new)
    assert {change.slug: change.what[0] for change in found.lines if change.slug != "Credits"} == {
        "Quay": "removed", "Ferry": "moved", "Spare": "brought back", "New": "added",
    }  # fmt: skip
    assert (found.names_in, found.names_out) == (("Noor",), ("Rin",))
    assert old.blocked == {} and [title for title, _ in new.blocked.values()] == ["New"]
    assert {pair.name for pair in found.payees} == {"Ida Holm", "Noor", "Rin"}
    for side in (old, new):
        assert side.money is not None
        assert side.money.paid_minor + side.money.held_minor == 5_000_000
        assert sum(minor for _, minor in side.money.payees.values()) == side.money.paid_minor


def test_the_figures_are_those_of_the_credits_and_the_payments(programme: Programme) -> None:
    (now_,) = cuts(programme, NOW)
    with programme.db.reading() as session:
        live = working_rundown(session, programme.episode_id)
        paid = payments_of(live)
    assert now_.trt_frames == live.rundown.timing.trt_frames
    assert set(now_.names.values()) == {entry.credit_name for entry in live.credits.entries}
    assert now_.money is not None and now_.money.paid_minor == paid.paid_minor
    assert sum(now_.kinds.values()) == now_.pieces == len(live.on_air.pieces)


def test_countries_and_newcomers_are_counted(programme: Programme) -> None:
    with programme.db.writing() as session:
        session.execute(update(Contributor).where(Contributor.credit_name == "Rin").values(country="ID"))
    (now_,) = cuts(programme, NOW)
    assert now_.countries == {"ID": 1, NO_COUNTRY: 1}
    assert now_.newcomers == 2  # the first piece of Ida Holm, and the first of Rin


def test_money_is_for_those_who_may_see_it(programme: Programme) -> None:
    curator = Actor(None, "Rosa", frozenset({Role.CURATOR}))
    (seen,) = cuts(programme, NOW, actor=curator)
    assert seen.money is None and seen.names
    with pytest.raises(NotAllowed):
        cuts(programme, NOW, actor=Actor(None, "Aino", frozenset({Role.ARTIST})))


def test_a_version_is_weighed_with_the_money_of_its_master(programme: Programme) -> None:
    budget = update(Episode).where(Episode.id == programme.episode_id).values(budget_minor=100_000)
    with programme.db.writing() as session:
        session.execute(budget)
    web = derive_version(programme.db, programme.actor, programme.episode_id, "web", plan(rate="25"), Terms())
    master, version = cuts(programme, NOW, f"version-{web}")
    assert master.money is not None and master.money.paid_minor + master.money.held_minor == 100_000
    assert version.money == master.money


def test_a_version_is_compared_line_by_line_with_its_master(programme: Programme) -> None:
    db, actor = programme.db, programme.actor
    web = derive_version(db, actor, programme.episode_id, "web", plan(rate="29.97"), Terms())
    key = f"version-{web}"
    same = difference(programme, NOW, key).lines
    assert {change.slug for change in same} <= {"Credits"}  # a roll moves by whole lines a frame, at each rate its own
    with db.reading() as session:
        assert [choice.label for choice in choices(session, programme.episode_id)][-1] == "The web version now"
        assert [choice.key for choice in choices(session, web)] == [NOW, f"version-{programme.episode_id}"]
    commands.remove_items(db, actor, [programme.tide])
    assert {change.slug: change.what for change in difference(programme, NOW, key).lines}["Tide"] == ("added",)


def test_a_copy_that_was_merged_since_is_paid_as_the_kept_piece_in_both(programme: Programme) -> None:
    before = kept(programme, "Before")
    with programme.db.writing() as session:
        ids = programme.pieces
        merged = update(Contribution).where(Contribution.id == ids["Ferry"]).values(merged_into_id=ids["Tide"])
        session.execute(merged)
    old, new = cuts(programme, before, NOW)
    assert old.money == new.money and old.pieces == new.pieces


def test_a_cut_that_is_gone_is_not_found(programme: Programme) -> None:
    for key in ("snapshot-999", "version-999", "later", "snapshot-x"):
        with pytest.raises(NotFound, match="no longer exists"):
            cuts(programme, key)
    with programme.db.reading() as session, pytest.raises(NotFound):
        choices(session, 999)
