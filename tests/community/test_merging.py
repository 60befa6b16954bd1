"""Copies of one work merged and parted: counted, credited and paid once, and everything restored."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard.community.ancestry import ancestor_ids, descendant_ids, made_of
from dashboard.community.call_queries import answers, calls, own_pieces_of
from dashboard.community.contributor_queries import built_on, made_by, people
from dashboard.community.contributors import merge
from dashboard.community.interest import interest_in, like, likes_now, note_opened
from dashboard.community.lineage import CONFIRMED
from dashboard.community.merging import merge_pieces, part_pieces
from dashboard.community.reporting import answer_request, report_problem
from dashboard.community.requests import requests_about
from dashboard.community.service import decide_edge
from dashboard.community.tables import Call, Contribution, Contributor, MetricReading
from dashboard.community.tree_queries import remix_tree
from dashboard.credits.queries import CreditedRundown, credited_rundown
from dashboard.desk.released import released_work
from dashboard.desk.requests import withdraw_piece
from dashboard.errors import BadInput, GreenroomError, LineageCycle, NotAllowed, NotFound, Stale
from dashboard.payments.payment_sheet import PaymentSheet
from dashboard.payments.queries import payments_of
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_piece as add_item
from dashboard.rundown.queries import acts_holding, episodes_using
from dashboard.rundown.release import release_episode
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import artist_of, somebody
from tests.intake.everything import rows_of
from tests.rundown.studio import act_ids, add_episode
from tests.world import add_edge, add_piece, piece_named

CURATOR = Actor(None, "Cora", frozenset({Role.CURATOR}))


def merged(db: Database) -> dict[int, int | None]:
    with db.reading() as session:
        return {row.id: row.merged_into_id for row in session.scalars(select(Contribution))}


def state(db: Database) -> object:
    """Everything there is but the audit trail."""
    return rows_of(db, without=("audit_entry",))


def add_ferry(db: Database) -> tuple[int, int]:
    """A film and its copy, by one person."""
    return add_piece(db, "Night Ferry"), add_piece(db, "Night Ferry (mirror)")


@pytest.fixture
def ferry(db: Database) -> tuple[int, int]:
    return add_ferry(db)


# --- merging and parting ---


def test_merging_points_the_copy_at_the_piece_and_parting_restores_everything(
    db: Database, ferry: tuple[int, int]
) -> None:
    kept, copy = ferry
    add_edge(db, copy, add_piece(db, "Harbour Loop", kind="music", licence="CC-BY-NC-4.0", artists=("Joost",)))
    before = state(db)
    merge_pieces(db, CURATOR, kept, copy)
    assert merged(db)[copy] == kept
    assert piece_named(db, kept).clearance == "blocked"
    with db.reading() as session:
        (entry,) = recent(session, limit=1)
    assert (entry.action, entry.subject, entry.subject_id) == ("piece.merged", "contribution", str(copy))
    assert (entry.actor_name, entry.detail) == ("Cora", {"into": kept, "with": []})
    part_pieces(db, CURATOR, copy)
    assert state(db) == before
    with db.reading() as session:
        assert recent(session, limit=1)[0].detail == {"from": kept, "with": []}


def test_copies_of_a_copy_come_along_and_leave_with_it(sqlite_db: Database) -> None:
    a, b, c, d = (add_piece(sqlite_db, title) for title in "abcd")
    merge_pieces(sqlite_db, CURATOR, b, c)
    merge_pieces(sqlite_db, CURATOR, a, d)
    before = state(sqlite_db)
    merge_pieces(sqlite_db, CURATOR, a, b)
    assert merged(sqlite_db) == {a: None, b: a, c: a, d: a}
    part_pieces(sqlite_db, CURATOR, b)
    assert state(sqlite_db) == before
    merge_pieces(sqlite_db, CURATOR, a, b)
    part_pieces(sqlite_db, CURATOR, c)
    assert merged(sqlite_db) == {a: None, b: a, c: None, d: a}


Step = tuple[str, int, int]
STEPS = st.lists(st.tuples(st.sampled_from(["merge", "part"]), st.integers(0, 4), st.integers(0, 4)), max_size=8)


@given(STEPS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_are_never_chains_and_parting_undoes_the_merge_before_it(sqlite_db: Database, steps: list[Step]) -> None:
    with sqlite_db.reading() as session:
        ids = list(session.scalars(select(Contribution.id).order_by(Contribution.id)))
    ids = ids or [add_piece(sqlite_db, f"Piece {n}") for n in range(5)]
    for id_, into in merged(sqlite_db).items():
        if into is not None:
            part_pieces(sqlite_db, CURATOR, id_)
    for what, one, other in steps:
        before = merged(sqlite_db)
        try:
            if what == "merge":
                merge_pieces(sqlite_db, CURATOR, ids[one], ids[other])
            else:
                part_pieces(sqlite_db, CURATOR, ids[one])
        except GreenroomError:
            assert merged(sqlite_db) == before
            continue
        after = merged(sqlite_db)
        assert all(after[into] is None for into in after.values() if into is not None)
        if what == "merge":
            part_pieces(sqlite_db, CURATOR, ids[other])
            assert merged(sqlite_db) == before
            merge_pieces(sqlite_db, CURATOR, ids[one], ids[other])


def test_what_cannot_be_merged_is_refused_with_the_remedy(sqlite_db: Database) -> None:
    kept, copy = add_ferry(sqlite_db)
    other = add_piece(sqlite_db, "By Bo", artists=("Bo",))
    both = add_piece(sqlite_db, "By two", artists=("Ida Holm", "Bo"))
    remix = add_piece(sqlite_db, "Remix")
    nobody = add_piece(sqlite_db, "By nobody", artists=())
    bare = add_piece(sqlite_db, "No file")
    with sqlite_db.writing() as session:
        session.get_one(Contribution, bare).media_hash = None
    add_edge(sqlite_db, remix, kept)
    for keep, leaving, remedy in (
        (kept, kept, "choose the other one"),
        (kept, other, "merge the artists first"),
        (kept, both, "keep “By two” instead"),
        (kept, nobody, "“By nobody” names no artist"),
        (kept, remix, "refuse those links first"),
        (remix, kept, "refuse those links first"),
        (bare, kept, "keep “Night Ferry” instead"),
    ):
        with pytest.raises(BadInput, match=remedy):
            merge_pieces(sqlite_db, CURATOR, keep, leaving)
    with pytest.raises(NotFound):
        merge_pieces(sqlite_db, CURATOR, kept, 9999)
    with pytest.raises(Stale, match="stands by itself already"):
        part_pieces(sqlite_db, CURATOR, copy)
    with pytest.raises(NotAllowed):
        merge_pieces(sqlite_db, Actor(None, "Ida", frozenset({Role.ARTIST})), kept, copy)
    assert set(merged(sqlite_db).values()) == {None}
    merge_pieces(sqlite_db, CURATOR, both, kept)
    for pair in ((kept, copy), (copy, kept)):
        with pytest.raises(Stale, match="just merged “Night Ferry”"):
            merge_pieces(sqlite_db, CURATOR, *pair)


def test_two_handles_of_one_person_are_one_person(sqlite_db: Database) -> None:
    kept, copy = (
        add_piece(sqlite_db, "Night Ferry", artists=("ida",)),
        add_piece(sqlite_db, "Ferry", artists=("Ida Holm",)),
    )
    with sqlite_db.reading() as session:
        handle, name = session.scalars(select(Contributor.id).order_by(Contributor.id))
    with pytest.raises(BadInput, match="different artists"):
        merge_pieces(sqlite_db, CURATOR, kept, copy)
    merge(sqlite_db, CURATOR, handle, name)
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    assert merged(sqlite_db)[copy] == kept


# --- lineage ---


def test_links_of_a_copy_count_as_links_of_the_piece(db: Database, ferry: tuple[int, int]) -> None:
    kept, copy = ferry
    song = add_piece(db, "Harbour Loop", kind="music", artists=("Joost",))
    remix = add_piece(db, "Remix", artists=("Bo",))
    remix_copy = add_piece(db, "Remix (mirror)", artists=("Bo",))
    add_edge(db, copy, song, CONFIRMED)
    add_edge(db, kept, song, CONFIRMED, ref="the loop")
    add_edge(db, remix_copy, copy, CONFIRMED)
    merge_pieces(db, CURATOR, kept, copy)
    merge_pieces(db, CURATOR, remix, remix_copy)
    with db.reading() as session:
        for piece in (kept, copy):
            assert ancestor_ids(session, piece, confirmed_only=True) == {song: 1}
            assert descendant_ids(session, piece, confirmed_only=True) == {remix: 1}
            tree = remix_tree(session, piece)
            assert (tree.piece_id, tree.steps) == (kept, {kept: 0, song: -1, remix: 1})
            assert sorted((wire.child, wire.parent) for wire in tree.wires) == [(kept, song), (remix, kept)]
        assert ancestor_ids(session, remix, confirmed_only=True) == {kept: 1, song: 2}
        assert made_of(session, [song]) == {kept, copy, remix, remix_copy}


def test_an_open_link_that_a_copy_repeats_does_not_hold_what_is_confirmed(sqlite_db: Database) -> None:
    kept, copy = add_ferry(sqlite_db)
    song = add_piece(sqlite_db, "Harbour Loop", kind="music", artists=("Joost",))
    add_edge(sqlite_db, kept, song, CONFIRMED)
    add_edge(sqlite_db, copy, song)
    assert piece_named(sqlite_db, copy).clearance == "pending"
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    assert [piece_named(sqlite_db, id_).clearance for id_ in (kept, copy)] == ["cleared", "cleared"]


def test_a_loop_through_a_copy_is_never_confirmed(sqlite_db: Database) -> None:
    kept, copy = add_ferry(sqlite_db)
    remix = add_piece(sqlite_db, "Remix", artists=("Bo",))
    add_edge(sqlite_db, remix, kept, CONFIRMED)
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    back = add_edge(sqlite_db, copy, remix)
    with pytest.raises(LineageCycle, match="That would close a loop"):
        decide_edge(sqlite_db, CURATOR, back, CONFIRMED)


# --- clearance, withdrawals, reports ---


def test_the_copy_has_the_clearance_of_the_piece(sqlite_db: Database) -> None:
    kept = add_piece(sqlite_db, "Night Ferry")
    copy = add_piece(sqlite_db, "Night Ferry (mirror)", licence="")
    assert piece_named(sqlite_db, copy).clearance == "blocked"
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    assert piece_named(sqlite_db, copy).clearance == "cleared"
    part_pieces(sqlite_db, CURATOR, copy)
    assert piece_named(sqlite_db, copy).clearance == "blocked"


def test_a_report_of_the_copy_holds_the_piece_and_what_was_made_of_it(db: Database, ferry: tuple[int, int]) -> None:
    kept, copy = ferry
    remix = add_piece(db, "Remix", artists=("Bo",))
    add_edge(db, remix, kept, CONFIRMED)
    merge_pieces(db, CURATOR, kept, copy)
    report = report_problem(db, CURATOR, copy, "Stolen.")
    assert [piece_named(db, id_).clearance for id_ in (kept, copy, remix)] == ["pending"] * 3
    with db.reading() as session:
        assert [request.id for request in requests_about(session, kept)] == [report]
    part_pieces(db, CURATOR, copy)
    assert [piece_named(db, id_).clearance for id_ in (kept, copy, remix)] == ["cleared", "pending", "cleared"]
    merge_pieces(db, CURATOR, kept, copy)
    assert piece_named(db, kept).clearance == "pending"
    answer_request(db, CURATOR, report, "It is not.")
    assert [piece_named(db, id_).clearance for id_ in (kept, copy, remix)] == ["cleared"] * 3


def test_a_withdrawal_of_the_copy_reaches_the_piece(sqlite_db: Database) -> None:
    kept, copy = add_ferry(sqlite_db)
    ida = somebody(sqlite_db, "Ida Holm", Role.ARTIST)
    artist_of(sqlite_db, ida, copy)
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    withdraw_piece(sqlite_db, ida, copy, "I am redoing it.")
    assert "withdrawn by its artist" in piece_named(sqlite_db, kept).clearance_reason


# --- lists, calls, interest, counters ---


def test_the_copy_is_in_no_list_of_its_artist_and_counts_once(db: Database, ferry: tuple[int, int]) -> None:
    kept, copy = ferry
    ida = somebody(db, "Ida Holm", Role.ARTIST)
    person = artist_of(db, ida, kept)
    remix = add_piece(db, "Remix", artists=("Bo",))
    add_edge(db, remix, copy)
    merge_pieces(db, CURATOR, kept, copy)
    with db.reading() as session:
        assert [made.contribution_id for made in made_by(session, [person])] == [kept]
        assert [(made.contribution_id, made.of) for made in built_on(session, [person])] == [(remix, "Night Ferry")]
        assert own_pieces_of(session, ida.account_id) == {kept: "Night Ferry"}
        assert {row.credit_name: row.pieces for row in people(session)[0]} == {"Ida Holm": 1, "Bo": 1}


def test_a_copy_that_answers_a_call_answers_it_as_the_piece(db: Database, ferry: tuple[int, int]) -> None:
    kept, copy = ferry
    with db.writing() as session:
        call = Call(key="boats", title="Boats", deadline=None, fixed_fee_minor=None, created_at=now())
        session.add(call)
        session.flush()
        call_id = call.id
        for piece in ferry:
            session.get_one(Contribution, piece).call_id = call_id
    merge_pieces(db, CURATOR, kept, copy)
    with db.writing() as session:
        session.get_one(Contribution, kept).call_id = None
    with db.reading() as session:
        assert [piece.id for piece in answers(session, [call_id])] == [kept]
        assert [row.answers for row in calls(session, CURATOR, now())] == [1]


def test_interest_in_the_copy_is_interest_in_the_piece_and_one_account_counts_once(
    db: Database, ferry: tuple[int, int]
) -> None:
    kept, copy = ferry
    max_, nia = (somebody(db, name, Role.CURATOR) for name in ("Max", "Nia"))
    like(db, max_, copy, likes=True)
    like(db, nia, kept, likes=True)
    for piece in ferry:
        note_opened(db, max_, piece)
    merge_pieces(db, CURATOR, kept, copy)
    with db.reading() as session:
        assert likes_now(session, max_.account_id, kept)
        for piece in ferry:
            assert (interest_in(session, [piece])[piece].likes, interest_in(session, [piece])[piece].opened) == (2, 1)
    like(db, max_, kept, likes=False)
    with db.reading() as session:
        assert interest_in(session, [kept])[kept].likes == 1
        assert not likes_now(session, max_.account_id, copy)


def test_counters_stay_with_the_source_that_counted(sqlite_db: Database) -> None:
    kept, copy = add_ferry(sqlite_db)
    with sqlite_db.writing() as session:
        for piece, likes in ((kept, 3), (copy, 40)):
            session.add(MetricReading(contribution_id=piece, name="likes", value=likes, observed_at=now()))
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    with sqlite_db.reading() as session:
        readings = {row.contribution_id: row.value for row in session.scalars(select(MetricReading))}
    assert readings == {kept: 3, copy: 40}


# --- credits and payments ---


def credited(db: Database, episode_id: int) -> CreditedRundown:
    with db.reading() as session:
        return credited_rundown(session, episode_id)


def paid(db: Database, episode_id: int) -> PaymentSheet:
    return payments_of(credited(db, episode_id))


@pytest.fixture
def night(db: Database, ferry: tuple[int, int]) -> int:
    """An episode in which a film and its copy air, and a remix of the copy that uses the loop of both."""
    kept, copy = ferry
    loop = add_piece(db, "Harbour Loop", kind="music", artists=("Joost",), seconds=20)
    remix = add_piece(db, "Remix", artists=("Bo",))
    add_edge(db, kept, loop, CONFIRMED)
    add_edge(db, copy, loop, CONFIRMED)
    add_edge(db, remix, copy, CONFIRMED)
    add_edge(db, remix, kept, CONFIRMED)
    episode = add_episode(db, OPERATOR)
    for piece in (kept, remix, copy):
        add_item(db, OPERATOR, act_ids(db, episode)[0], [piece])
    return episode


def test_an_episode_with_piece_and_copy_credits_and_pays_the_work_once(
    db: Database, ferry: tuple[int, int], night: int
) -> None:
    kept, copy = ferry
    before = paid(db, night)
    merge_pieces(db, CURATOR, kept, copy)
    aired, sheet = credited(db, night), paid(db, night)
    frames = {piece.piece_id: (piece.title, piece.frames) for piece in aired.on_air.pieces}
    assert frames[kept] == ("Night Ferry", 1000)  # 20 s of each at 25 frames a second
    assert copy not in frames
    ida = next(entry for entry in aired.credits.entries if entry.credit_name == "Ida Holm")
    assert ida.titles == ("Night Ferry",)
    assert [a.work.title for a in aired.credits.attributions].count("Night Ferry") == 1
    assert {line.work_title for line in sheet.lines} == {"Night Ferry", "Harbour Loop", "Remix"}
    assert len({(line.piece_id, line.work_id, line.contributor_id) for line in sheet.lines}) == len(sheet.lines)
    assert (sheet.paid_minor, sheet.held_minor) == (sheet.budget_minor, 0)
    assert all(check.difference == 0 for check in sheet.checks)
    assert {(edge.child_id, edge.parent_id): edge.weight for edge in aired.on_air.edges}[
        next(p.piece_id for p in aired.on_air.pieces if p.title == "Remix"), kept
    ] == 1
    share = {line.work_title: line.share for line in sheet.lines if line.piece_title == "Remix"}
    assert share == {
        "Remix": Fraction(7, 10), "Night Ferry": Fraction(21, 100), "Harbour Loop": Fraction(9, 100),
    }  # fmt: skip
    part_pieces(db, CURATOR, copy)
    assert paid(db, night) == before


def test_places_of_a_copy_are_places_of_the_piece(db: Database, ferry: tuple[int, int]) -> None:
    kept, copy = ferry
    episode = add_episode(db, OPERATOR)
    add_item(db, OPERATOR, act_ids(db, episode)[0], [copy])
    merge_pieces(db, CURATOR, kept, copy)
    ida = somebody(db, "Ida Holm", Role.ARTIST)
    person = artist_of(db, ida, kept)
    release_episode(db, OPERATOR, episode)
    with db.reading() as session:
        assert [row.episode_id for row in episodes_using(session, kept)] == [episode]
        assert acts_holding(session, episode) == {kept: "Act 1", copy: "Act 1"}
        found = released_work(session, [person], [kept])
    assert [(place.work_id, place.through) for place in found.on_air] == [(kept, "")]
    assert [owed.title for owed in found.owed] == ["Night Ferry"]
    assert [piece.title for piece in credited(db, episode).on_air.pieces] == ["Night Ferry"]


def test_a_copy_that_is_laid_into_a_rundown_comes_in_as_the_piece(sqlite_db: Database) -> None:
    kept, copy = add_ferry(sqlite_db)
    merge_pieces(sqlite_db, CURATOR, kept, copy)
    episode = add_episode(sqlite_db, OPERATOR)
    add_item(sqlite_db, OPERATOR, act_ids(sqlite_db, episode)[0], [copy])
    with sqlite_db.reading() as session:
        assert acts_holding(session, episode).keys() == {kept, copy}
    part_pieces(sqlite_db, CURATOR, copy)
    with sqlite_db.reading() as session:
        assert acts_holding(session, episode).keys() == {kept}
