"""Posting a piece: what comes in, what is refused, and what is kept of those who made it."""

from __future__ import annotations

import io
import json
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.community.arrivals import Arrival
from dashboard.community.arriving import bring_in
from dashboard.community.calls import CallPlan, change_call, open_call
from dashboard.community.consents import consents_of
from dashboard.community.declarations import Declaration
from dashboard.community.declaring import BuiltOn, declare_later
from dashboard.community.submission_tables import Submission
from dashboard.community.tables import Contribution, Contributor, Credit, LineageEdge, RemoteFile, Source
from dashboard.community.terms import publish_terms
from dashboard.errors import BadInput, GreenroomError, LineageCycle, MediaRefused, NotAllowed, NotFound, Stale
from dashboard.intake.authors import CoAuthor
from dashboard.intake.contribute import Post, contribute_file, contribute_link, contribute_words
from dashboard.media.staging import staged
from dashboard.media.store import INCOMING, MediaStore
from dashboard.people.roles import Actor, Role
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.community.people import artist_of, somebody
from tests.world import add_edge, add_piece, piece_named

ADULT = Declaration(1, "adult")
MINOR = Declaration(1, "13-15", guardian_email=" Mother@Example.org ")
POEM = Post("Slow Letter", "Ida Holm", text="Salt on the rail.", licence="CC BY 4.0", tags="harbour , rain")


@pytest.fixture
def ida(db: Database) -> Actor:
    return somebody(db, "Ida Holm", Role.ARTIST)


def edges(db: Database, child_id: int) -> list[LineageEdge]:
    with db.reading() as session:
        return list(session.scalars(select(LineageEdge).where(LineageEdge.child_id == child_id)))


def credited(db: Database, piece_id: int) -> list[tuple[str, str, int]]:
    with db.reading() as session:
        rows = session.scalars(select(Credit).where(Credit.contribution_id == piece_id).order_by(Credit.position))
        return [(row.contributor.credit_name, row.role, row.points) for row in rows]


def count(db: Database, table: type[Contribution | Source | Contributor | Submission]) -> int:
    with db.reading() as session:
        return len(session.scalars(select(table)).all())


# --- what comes in ---


def test_pasted_words_come_in_cleared_with_their_submission(db: Database, ida: Actor) -> None:
    piece_id = contribute_words(db, ida, POEM, replace(ADULT, people=" My sister, who agreed. "))
    piece = piece_named(db, piece_id)
    assert (piece.title, piece.kind, piece.tags, piece.clearance) == ("Slow Letter", "text", "harbour, rain", "cleared")
    assert credited(db, piece_id) == [("Ida Holm", "", 1)]
    with db.reading() as session:
        said = session.get_one(Submission, piece_id)
        assert (said.account_id, said.terms_version, said.people) == (ida.account_id, 1, "My sister, who agreed.")
        assert session.get_one(Source, piece.source_id).kind == "here"


def test_a_file_is_decoded_and_named_after_itself(db: Database, store: MediaStore, ida: Actor) -> None:
    post = replace(POEM, title="", text="What I wrote it for.")
    piece_id = contribute_file(db, store, ida, io.BytesIO(b"Rain on the quay."), "night_ferry.txt", post, ADULT)
    piece = piece_named(db, piece_id)
    assert (piece.title, piece.text, piece.kind) == ("Night ferry", "Rain on the quay.", "text")
    assert piece.media_hash is not None and store.has(piece.media_hash)
    assert list((store.root / INCOMING).iterdir()) == []


def test_a_link_waits_to_be_fetched(db: Database, ida: Actor) -> None:
    post = replace(POEM, kind="music", text="", link=" https://example.org/loop.flac ")
    piece_id = contribute_link(db, ida, post, ADULT)
    with db.reading() as session:
        assert session.get_one(RemoteFile, piece_id).url == "https://example.org/loop.flac"
    piece = piece_named(db, piece_id)
    assert (piece.kind, piece.media_state, piece.clearance) == ("music", "waiting", "pending")


def test_an_artist_has_one_contributor_and_the_house_one_source(db: Database, ida: Actor) -> None:
    first = contribute_words(db, ida, POEM, ADULT)
    second = contribute_words(db, ida, replace(POEM, title="Second", credit_name="Other", token="two"), ADULT)
    assert credited(db, first) == credited(db, second) == [("Ida Holm", "", 1)]
    assert (count(db, Source), count(db, Contributor)) == (1, 1)


def test_an_artist_known_from_elsewhere_is_the_same_person_here(db: Database, ida: Actor) -> None:
    known = artist_of(db, ida, add_piece(db, "Night Ferry", artists=("Ida H.",)))
    piece_id = contribute_words(db, ida, POEM, ADULT)
    with db.reading() as session:
        (credit,) = session.scalars(select(Credit).where(Credit.contribution_id == piece_id))
        assert (credit.contributor.person_id, credit.contributor.credit_name) == (known, "Ida H.")


def test_posting_twice_under_one_token_makes_one_piece(db: Database, ida: Actor) -> None:
    assert contribute_words(db, ida, POEM, ADULT) == contribute_words(db, ida, POEM, ADULT)
    assert (count(db, Contribution), count(db, Submission)) == (1, 1)


def test_co_authors_are_found_or_named_and_asked(db: Database, ida: Actor) -> None:
    add_piece(db, "Harbour Loop", artists=("Joost",))
    with db.reading() as session:
        joost = session.scalars(select(Contributor).where(Contributor.credit_name == "Joost")).one().id
    others = (CoAuthor(contributor_id=joost, role="bass", points=2), CoAuthor("Bo  Lind", role="voice"))
    piece_id = contribute_words(db, ida, replace(POEM, co_authors=others, role="words", points=3), ADULT)
    assert credited(db, piece_id) == [("Ida Holm", "words", 3), ("Joost", "bass", 2), ("Bo Lind", "voice", 1)]
    with db.reading() as session:
        asked = consents_of(session, piece_id)
        assert [(c.contributor.credit_name, c.points, c.state) for c in asked] == [
            ("Joost", 2, "asked"),
            ("Bo Lind", 1, "asked"),
        ]
        assert asked[0].contributor.person_id == joost
    piece = piece_named(db, piece_id)
    assert piece.clearance == "pending" and "Joost and Bo Lind must still accept" in piece.clearance_reason


def test_two_artists_may_each_know_somebody_of_the_same_name(db: Database, ida: Actor) -> None:
    bo, anna = somebody(db, "Bo", Role.ARTIST), (CoAuthor("Anna"),)
    pieces = [
        contribute_words(db, one, replace(POEM, credit_name=one.name, co_authors=anna, token=one.name), ADULT)
        for one in (ida, bo)
    ]
    with db.reading() as session:
        named = {c.contributor_id for id_ in pieces for c in consents_of(session, id_)}
    assert len(named) == 2


def test_what_it_builds_on_is_declared_and_pinned(db: Database, ida: Actor) -> None:
    parent = add_piece(db, "Harbour Loop", kind="music")
    piece_id = contribute_words(db, ida, replace(POEM, built_on=(BuiltOn(parent, "answers"),)), ADULT)
    (edge,) = edges(db, piece_id)
    assert (edge.parent_id, edge.relation, edge.state, edge.parent_version) == (parent, "answers", "declared", 1)
    assert "confirm or refuse" in piece_named(db, piece_id).clearance_reason


def test_a_link_declared_here_outlives_changes_of_its_parent_at_the_source(db: Database, ida: Actor) -> None:
    parent = piece_named(db, add_piece(db, "Harbour Loop", kind="music"))
    piece_id = contribute_words(db, ida, replace(POEM, built_on=(BuiltOn(parent.id),)), ADULT)
    again = Arrival(parent.external_id, "music", "Harbour Loop (long)", licence="CC-BY-4.0", origin=parent.origin)
    with db.writing() as session:
        bring_in(session, parent.source_id, [again], now())
    (edge,) = edges(db, piece_id)
    assert (edge.parent_id, edge.state) == (parent.id, "declared")


def test_a_later_link_that_closes_a_loop_is_refused_with_the_loop_named(db: Database, ida: Actor) -> None:
    poem = contribute_words(db, ida, POEM, ADULT)
    song = add_piece(db, "Song")
    add_edge(db, song, poem)
    with pytest.raises(LineageCycle, match="“Slow Letter” uses “Song” uses “Slow Letter”"):
        declare_later(db, ida, poem, BuiltOn(song))
    assert edges(db, poem) == []


def test_only_its_artists_say_later_what_a_piece_is_built_on(db: Database, ida: Actor) -> None:
    poem, other, loop = (
        contribute_words(db, ida, POEM, ADULT),
        add_piece(db, "Song", artists=("Bo",)),
        add_piece(db, "A"),
    )
    declare_later(db, ida, poem, BuiltOn(loop))
    declare_later(db, ida, poem, BuiltOn(loop, "samples"))
    assert [edge.parent_id for edge in edges(db, poem)] == [loop]
    assert piece_named(db, poem).clearance == "pending"
    with pytest.raises(NotAllowed, match="is not yours"):
        declare_later(db, ida, other, BuiltOn(loop))


def test_an_answer_stands_with_its_call(db: Database, ida: Actor, actor: Actor) -> None:
    call_id = open_call(db, actor, CallPlan("Write the harbour"), publish=True)
    assert piece_named(db, contribute_words(db, ida, replace(POEM, call_id=call_id), ADULT)).call_id == call_id


# --- what is refused ---


def test_a_closed_call_takes_no_answer(db: Database, ida: Actor, actor: Actor) -> None:
    call_id = open_call(db, actor, CallPlan("Write the harbour"), publish=True)
    change_call(db, actor, call_id, 1, CallPlan("Write the harbour", deadline=now() - timedelta(seconds=1)))
    with pytest.raises(BadInput, match="takes no more answers"):
        contribute_words(db, ida, replace(POEM, call_id=call_id), ADULT)
    with pytest.raises(NotFound, match="call no longer exists"):
        contribute_words(db, ida, replace(POEM, call_id=999), ADULT)
    assert count(db, Contribution) == 0


@pytest.mark.parametrize(
    ("post", "declared", "error", "reason"),
    [
        (replace(POEM, text=" "), ADULT, BadInput, "no words yet"),
        (replace(POEM, title=""), ADULT, BadInput, "a title"),
        (replace(POEM, licence=""), ADULT, BadInput, "Choose a licence"),
        (replace(POEM, credit_name=" "), ADULT, BadInput, "needs a name"),
        (replace(POEM, points=0), ADULT, BadInput, "Share points"),
        (replace(POEM, co_authors=(CoAuthor("Bo"), CoAuthor("bo"))), ADULT, BadInput, "named twice"),
        (replace(POEM, co_authors=(CoAuthor(contributor_id=99),)), ADULT, NotFound, "search for them again"),
        (replace(POEM, built_on=(BuiltOn(99),)), ADULT, NotFound, "no longer exists"),
        (POEM, Declaration(1, ""), BadInput, "how old you are"),
        (POEM, Declaration(1, "13-15"), BadInput, "parent or guardian"),
        (POEM, Declaration(1, "13-15", guardian_email="ida@example.org"), BadInput, "address of their own"),
        (POEM, Declaration(7, "adult"), Stale, "read version 1"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    sqlite_db: Database, post: Post, declared: Declaration, error: type[GreenroomError], reason: str
) -> None:
    artist = somebody(sqlite_db, "Ida Holm", Role.ARTIST)
    with pytest.raises(error, match=reason):
        contribute_words(sqlite_db, artist, post, declared)
    assert (count(sqlite_db, Contribution), count(sqlite_db, Contributor), count(sqlite_db, Source)) == (0, 0, 0)


@pytest.mark.parametrize("link", ["ftp://example.org/a", "javascript:alert(1)", "https://", "loop.flac"])
def test_only_addresses_of_the_web_are_links(sqlite_db: Database, link: str) -> None:
    artist = somebody(sqlite_db, "Ida Holm", Role.ARTIST)
    with pytest.raises(BadInput, match="begins with https"):
        contribute_link(sqlite_db, artist, replace(POEM, kind="music", link=link), ADULT)


def test_artists_contribute_and_others_do_not(sqlite_db: Database) -> None:
    with pytest.raises(NotAllowed, match="contribute pieces"):
        contribute_words(sqlite_db, somebody(sqlite_db, "Mei", Role.ACCOUNTANT), POEM, ADULT)
    with pytest.raises(BadInput, match="sign in with yours"):
        contribute_words(sqlite_db, Actor(None, "Nobody", frozenset({Role.ARTIST})), POEM, ADULT)


def test_new_terms_must_be_read_first(sqlite_db: Database, actor: Actor) -> None:
    artist = somebody(sqlite_db, "Ida Holm", Role.ARTIST)
    publish_terms(sqlite_db, actor, "No drones.")
    with pytest.raises(Stale, match="read version 2"):
        contribute_words(sqlite_db, artist, POEM, ADULT)


def test_a_broken_file_is_refused_and_leaves_nothing(sqlite_db: Database, store: MediaStore) -> None:
    artist = somebody(sqlite_db, "Ida Holm", Role.ARTIST)
    with pytest.raises(MediaRefused, match=r"song\.mp3"):
        contribute_file(sqlite_db, store, artist, io.BytesIO(b"\x00\x01" * 99), "song.mp3", POEM, ADULT)
    assert count(sqlite_db, Contribution) == 0
    assert list((store.root / INCOMING).iterdir()) == []


class Endless(io.RawIOBase):
    """A stream that never holds more than what is read of it."""

    def __init__(self, size_bytes: int) -> None:
        self.left = size_bytes

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "the whole of it was asked for at once"
        taken = min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_large_file_goes_through_in_blocks(store: MediaStore) -> None:
    tracemalloc.start()
    with staged(store, Endless(96 << 20), "film.mov") as path:  # type: ignore[arg-type]
        assert path.stat().st_size == 96 << 20
        _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
    assert not path.exists()


def test_a_file_beyond_the_limit_is_refused_while_it_comes(store: MediaStore) -> None:
    endless = Endless(1 << 40)
    with pytest.raises(MediaRefused, match="larger than 4 MB"), staged(store, endless, "a.mov", largest_bytes=4 << 20):  # type: ignore[arg-type]
        pass
    assert endless.left > (1 << 40) - (8 << 20)


# --- private facts stay private ---


def test_neither_age_nor_guardian_shows_anywhere(db: Database, ida: Actor) -> None:
    piece_id = contribute_words(db, ida, POEM, MINOR)
    piece = piece_named(db, piece_id)
    public = f"{piece.found} {piece.text} {piece.note} {piece.hold} {piece.clearance_reason}"
    with db.reading() as session:
        trail = json.dumps([entry.detail for entry in recent(session)])
        contributor = session.scalars(select(Contributor)).one()
        public += f"{contributor.external_key} {contributor.handle} {contributor.links}"
    for secret in ("mother", "13-15", "guardian", "minor"):
        assert secret not in (public + trail).casefold()
    assert piece.clearance == "pending" and "an agreement is still missing" in piece.clearance_reason
