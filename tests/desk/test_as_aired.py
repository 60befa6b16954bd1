"""What went to air, accepted from a final cut or from the lock: the only basis of credits and payments."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from dashboard.credits.queries import credited_rundown, working_rundown
from dashboard.desk.as_aired import accept_cut, accept_lock, accepted, take_back
from dashboard.desk.as_aired_comparison import Change, Comparison, compare
from dashboard.desk.as_aired_reading import Decisions, FinalCut, look
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.payments.queries import payments_of
from dashboard.people.roles import Actor, Role
from dashboard.rundown.aired.matching import State as Matched
from dashboard.rundown.cuts.snapshots import restore_snapshot, take_snapshot
from dashboard.rundown.edits.commands import add_item
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.edits.layer_commands import add_layers
from dashboard.rundown.edits.tables import RundownSnapshot
from dashboard.rundown.interchange.cut_list import SentFile
from dashboard.rundown.interchange.formats import WRITERS
from dashboard.rundown.interchange.from_rundown import cut_list
from dashboard.rundown.queries import load_episode
from dashboard.rundown.tables import Act, Episode, Item, Layer
from dashboard.storage.audit import recent
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, plan, shortlist_for
from tests.world import add_piece

EDL = """TITLE: Harbour final
FCM: NON-DROP FRAME

001  NIGHT    V     C        00:00:00:00 00:00:10:00 01:00:00:00 01:00:10:00
* FROM CLIP NAME: {film}
002  LIGHT    A     C        00:00:00:00 00:00:20:00 01:00:00:00 01:00:20:00
* FROM CLIP NAME: Keep the Light.wav
003  GULL     V     C        00:00:00:00 00:00:10:00 01:00:10:00 01:00:20:00
* FROM CLIP NAME: Gull
"""


@pytest.fixture
def night(db: Database, actor: Actor) -> int:
    """A film of 20 seconds with a song of 30 under it, and the roll; a drawing that is not in it."""
    film = add_piece(db, "Night Ferry", artists=("Mbali Dube",), seconds=20, sound=False)
    song = add_piece(db, "Keep the Light", kind="music", artists=("Tomás",), seconds=30)
    drawing = add_piece(db, "Gull", kind="illustration", artists=("Bo",))
    made = add_episode(db, actor, plan(target="0:40", slot="1:00", budget_minor=100_000))
    shortlist_for(db, actor, made, drawing)
    (act,) = act_ids(db, made)
    add_layers(db, actor, add_to_act(db, actor, act, [film]), song)
    return made


def edl(film: str = "Night Ferry") -> list[SentFile]:
    return [SentFile("final.edl", EDL.format(film=film).encode())]


def exported(db: Database, episode_id: int, kind: str) -> list[SentFile]:
    with db.reading() as session:
        cut = cut_list(working_rundown(session, episode_id).rundown)
    return [SentFile(f"cut{ending}", data) for ending, data in WRITERS[kind](cut).items()]


def looked(db: Database, episode_id: int, files: list[SentFile], decisions: Decisions | None = None) -> FinalCut:
    with db.reading() as session:
        return look(session, session.get_one(Episode, episode_id), files, decisions or {})


def compared(db: Database, actor: Actor, episode_id: int, final: FinalCut) -> Comparison:
    with db.reading() as session:
        return compare(session, actor, episode_id, final.base, final.rundown()[0])


def seconds(db: Database, episode_id: int) -> dict[str, int]:
    with db.reading() as session:
        credited = credited_rundown(session, episode_id)
    return {piece.title: piece.frames // 25 for piece in credited.on_air.pieces}


@pytest.mark.parametrize("kind", list(WRITERS))
def test_our_own_export_comes_back_as_the_same_rundown(db: Database, actor: Actor, night: int, kind: str) -> None:
    final = looked(db, night, exported(db, night, kind))
    assert not final.unresolved
    found = compared(db, actor, night, final)
    assert (found.pieces, found.names_in, found.names_out, found.people) == ((), (), (), ())
    assert not found.trt_frames.differs


def test_a_cut_without_our_ids_is_matched_by_title_and_compared(db: Database, actor: Actor, night: int) -> None:
    final = looked(db, night, edl())
    assert [(one.clip.name, one.state) for one in final.matches] == [
        ("Night Ferry", Matched.SURE), ("Keep the Light.wav", Matched.SURE), ("Gull", Matched.SURE),
    ]  # fmt: skip
    found = compared(db, actor, night, final)
    assert {one.title: (one.frames, one.is_music) for one in found.pieces} == {
        "Night Ferry": (Change(500, 250), False),
        "Gull": (Change(0, 250), False),
    }
    assert (found.names_in, found.names_out) == (("Bo",), ())
    assert found.music_frames == Change(500, 500)
    assert {one.name: one.amount_minor for one in found.people} == {
        "Mbali Dube": Change(50_000, 25_000),
        "Bo": Change(0, 25_000),
    }
    assert sum(one.amount_minor.after - one.amount_minor.before for one in found.people) == 0


def test_a_curator_sees_the_comparison_without_money(db: Database, night: int) -> None:
    curator = Actor(None, "Rosa", frozenset({Role.CURATOR}))
    found = compared(db, curator, night, looked(db, night, edl()))
    assert found.people == () and all(not one.amount_minor.differs for one in found.pieces)
    assert found.names_in == ("Bo",)


def test_an_accepted_cut_is_what_is_credited_and_paid(db: Database, actor: Actor, night: int) -> None:
    files = edl()
    accept_cut(db, actor, night, files, {})
    assert seconds(db, night) == {"Night Ferry": 10, "Keep the Light": 20, "Gull": 10}
    with db.reading() as session:
        final, working = credited_rundown(session, night), working_rundown(session, night)
        aired = accepted(session, night)
        assert aired is not None
        kept = (aired.origin, aired.file_name, aired.file_hash, aired.snapshot.purpose)
        assert {entry.credit_name for entry in final.credits.entries} == {"Mbali Dube", "Tomás", "Bo"}
        assert sum(payee.amount_minor for payee in payments_of(final).payees) == 100_000
    assert kept == ("edl", "final.edl", hashlib.sha256(files[0].data).hexdigest(), "as_aired")
    assert final.final and not working.final
    assert {piece.title for piece in working.on_air.pieces} == {"Night Ferry", "Keep the Light"}


def test_the_rundown_goes_on_and_what_aired_stays(db: Database, actor: Actor, night: int) -> None:
    accept_cut(db, actor, night, edl(), {})
    (act,) = act_ids(db, night)
    add_to_act(db, actor, act, [add_piece(db, "Late one", artists=("Never Aired",))])
    assert "Late one" not in seconds(db, night)


def test_an_unresolved_clip_keeps_the_cut_from_being_accepted(db: Database, actor: Actor, night: int) -> None:
    files = edl("B-roll pier")
    with pytest.raises(BadInput, match="“B-roll pier” in “final"):
        accept_cut(db, actor, night, files, {})
    with db.reading() as session:
        assert accepted(session, night) is None and not session.scalars(select(RundownSnapshot)).all()


def test_a_clip_is_resolved_by_hand_to_a_contribution_or_to_none(db: Database, actor: Actor, night: int) -> None:
    files = edl("B-roll pier")
    (open_one,) = looked(db, night, files).unresolved
    other = add_piece(db, "The Pier", artists=("Ida Holm",))
    assert not looked(db, night, files, {open_one.clip.key: other}).unresolved
    accept_cut(db, actor, night, files, {open_one.clip.key: None})
    assert seconds(db, night) == {"Keep the Light": 20, "Gull": 10}
    with db.reading() as session:
        assert credited_rundown(session, night).rundown.timing.trt_frames == 500


def test_a_title_that_is_nearly_the_same_is_proposed_and_not_taken(db: Database, night: int) -> None:
    (likely,) = looked(db, night, edl("Nigth Ferry")).unresolved
    assert (likely.state, likely.reason) == (Matched.LIKELY, "Its title is nearly the same.")


def test_a_piece_used_for_longer_than_it_is_has_to_be_confirmed(db: Database, night: int) -> None:
    longer = EDL.format(film="Night Ferry").replace(
        "00:00:10:00 01:00:00:00 01:00:10:00", "00:00:30:00 01:00:00:00 01:00:30:00"
    )
    longer = longer[: longer.index("003")]
    (likely,) = looked(db, night, [SentFile("final.edl", longer.encode())]).unresolved
    assert likely.reason == "Its title is the same, but the clip is longer than it."


def test_the_lock_itself_is_accepted_without_a_file(db: Database, actor: Actor, night: int) -> None:
    accept_lock(db, actor, night)
    with db.reading() as session:
        aired, credited = accepted(session, night), credited_rundown(session, night)
        assert aired is not None and (aired.origin, aired.file_name) == ("lock", "")
    assert credited.final and seconds(db, night) == {"Night Ferry": 20, "Keep the Light": 20}


def test_a_snapshot_is_accepted_as_it_was(db: Database, actor: Actor, night: int) -> None:
    snapshot = take_snapshot(db, actor, night, "Friday")
    (act,) = act_ids(db, night)
    add_to_act(db, actor, act, [add_piece(db, "Late one")])
    accept_lock(db, actor, night, snapshot)
    assert "Late one" not in seconds(db, night)
    other = add_episode(db, actor, plan("Other", 2))
    with pytest.raises(NotFound, match="not one of this episode"):
        accept_lock(db, actor, other, snapshot)


def test_nothing_is_accepted_twice_and_taking_back_needs_a_reason(db: Database, actor: Actor, night: int) -> None:
    accept_lock(db, actor, night)
    with pytest.raises(BadInput, match="Ada has accepted what aired already"):
        accept_cut(db, actor, night, edl(), {})
    with pytest.raises(BadInput, match="Say why"):
        take_back(db, actor, night, "  ")
    take_back(db, actor, night, "the network re-cut it")
    with db.reading() as session:
        assert not credited_rundown(session, night).final
        newest = recent(session, limit=1)[0]
    assert (newest.action, newest.detail["reason"]) == ("as_aired.taken_back", "the network re-cut it")
    with pytest.raises(BadInput, match="nothing to take back"):
        take_back(db, actor, night, "again")
    accept_cut(db, actor, night, edl(), {})
    with db.reading() as session:
        assert list(session.scalars(select(RundownSnapshot.name).order_by(RundownSnapshot.id))) == [
            "As aired", "As aired 2",
        ]  # fmt: skip


def test_only_who_edits_episodes_accepts(db: Database, night: int) -> None:
    accountant = Actor(None, "Mei", frozenset({Role.ACCOUNTANT}))
    with pytest.raises(NotAllowed, match="Mei may not create and edit episodes"):
        accept_lock(db, accountant, night)
    with pytest.raises(NotAllowed, match="Mei may not create and edit episodes"):
        accept_cut(db, accountant, night, edl(), {})


def test_the_rundown_can_go_back_to_what_aired(db: Database, actor: Actor, night: int) -> None:
    snapshot = accept_cut(db, actor, night, edl(), {})
    restore_snapshot(db, actor, snapshot)
    with db.reading() as session:
        assert {piece.title for piece in working_rundown(session, night).on_air.pieces} == {
            "Night Ferry", "Keep the Light", "Gull",
        }  # fmt: skip
        ids = [id_ for table in (Act, Item, Layer) for id_ in session.scalars(select(table.id))]
    assert min(ids) > 0


def test_nothing_of_the_community_is_nothing_to_accept(db: Database, actor: Actor) -> None:
    empty = add_episode(db, actor, plan("Empty", 9))
    with pytest.raises(BadInput, match="Nothing of the community airs"):
        accept_lock(db, actor, empty)


def test_acts_and_own_lines_of_the_rundown_come_back(db: Database, actor: Actor, night: int) -> None:
    add_item(db, actor, act_ids(db, night)[0], "slate", "Title card")
    accept_cut(db, actor, night, exported(db, night, "fcp7xml"), {})
    with db.reading() as session:
        final = credited_rundown(session, night).rundown
        working = load_episode(session, night)
    assert [(act.act.id, [row.item.id for row in act.items]) for act in final.acts] == [
        (act.id, [item.id for item in act.items]) for act in working.acts
    ]
    assert episode(db, night).revision == working.revision
