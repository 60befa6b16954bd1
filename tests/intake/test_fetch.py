"""Fetching the files of pieces: in, refused or tried again, and never half done."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from dashboard.community.tables import Contribution, Overlay, RemoteFile, Source
from dashboard.errors import GreenroomError, NotAllowed, NotFound
from dashboard.intake.fetch import PAUSES, Fetched, fetch_one, fetch_waiting
from dashboard.intake.web import Web
from dashboard.media.store import INCOMING, MediaStore
from dashboard.media.tables import MediaFile
from dashboard.people.roles import Actor, Role
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.services import Asked, Reply, Service, service
from tests.world import add_piece

WORDS = b"Salt on the rail, and rain."


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (32, 24), (90, 20, 160)).save(made, "PNG")
    return made.getvalue()


def offered(db: Database, title: str, url: str, *, kind: str = "text", etag: str = "", **more: object) -> int:
    """A piece whose file waits at `url`; its id."""
    piece_id = add_piece(db, title, kind=kind)
    with db.writing() as session:
        piece = session.get_one(Contribution, piece_id)
        piece.media_state, piece.media_hash = "waiting", None
        row = RemoteFile(contribution_id=piece_id, url=url, etag=etag, next_try_at=None)
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)
    return piece_id


def client(*services: Service) -> Web:
    return Web(allowed_hosts=[one.host for one in services], sleep=lambda _: None)


def piece_of(db: Database, piece_id: int) -> Contribution:
    with db.reading() as session:
        return session.get_one(Contribution, piece_id)


def file_of(db: Database, piece_id: int) -> RemoteFile:
    with db.reading() as session:
        return session.get_one(RemoteFile, piece_id)


def trail(db: Database) -> list[tuple[str, str]]:
    with db.reading() as session:
        return [(row.action, row.subject_id) for row in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def assert_swept(store: MediaStore) -> None:
    assert list((store.root / INCOMING).glob("*")) == []


def later(db: Database, piece_id: int) -> None:
    """Let the time pass until the file is due again."""
    with db.writing() as session:
        session.get_one(RemoteFile, piece_id).next_try_at = now() - timedelta(seconds=1)


@pytest.fixture
def words() -> Iterator[Service]:
    with service(lambda _: Reply(WORDS, headers={"ETag": '"1"', "Content-Type": "text/plain; charset=utf-8"})) as here:
        yield here


def test_a_file_that_waits_comes_in(db: Database, store: MediaStore, actor: Actor, words: Service) -> None:
    piece_id = offered(db, "Salt", f"{words.url}/get?id=5&key=SECRET", tries=2, reason="slow", wanted_first=True)
    told: list[tuple[int, int, str]] = []
    done = fetch_waiting(db, store, client(words), actor, on_progress=lambda *said: told.append(said))
    assert (done, told) == (Fetched(here=1), [(1, 1, "Salt")])
    piece, row = piece_of(db, piece_id), file_of(db, piece_id)
    assert piece.media_hash is not None
    assert store.local_path(piece.media_hash).read_bytes() == WORDS
    assert (piece.media_state, piece.kind, piece.version, piece.clearance) == ("here", "text", 1, "cleared")
    assert (piece.text, "rail, and rain" in piece.found) == (WORDS.decode(), True)
    assert (row.state, row.etag, row.reason, row.tries, row.wanted_first) == ("here", '"1"', "", 0, False)
    assert_swept(store)
    assert trail(db) == [("media.fetched", "all")]


def test_with_nothing_due_nothing_is_written(sqlite_db: Database, store: MediaStore, actor: Actor) -> None:
    offered(sqlite_db, "Later", "http://nas.local/a", next_try_at=now() + timedelta(hours=1))
    offered(sqlite_db, "Here", "http://nas.local/b", state="here")
    offered(sqlite_db, "Refused", "http://nas.local/c", state="refused")
    assert fetch_waiting(sqlite_db, store, Web(), actor) == Fetched()
    assert trail(sqlite_db) == []


def test_the_file_says_what_the_piece_is(sqlite_db: Database, store: MediaStore, actor: Actor) -> None:
    with service(lambda _: Reply(picture(), headers={"Content-Type": "audio/mpeg"})) as here:
        piece_id = offered(sqlite_db, "Not a song", f"{here.url}/song.mp3", kind="music")
        fetch_waiting(sqlite_db, store, client(here), actor)
        fetch_one(sqlite_db, store, client(here), actor, piece_id)
    piece = piece_of(sqlite_db, piece_id)
    assert (piece.kind, piece.note) == ("illustration", "Declared as music, but the file is image.")
    with sqlite_db.reading() as session:
        assert session.get_one(MediaFile, piece.media_hash).kind == "image"


def test_what_a_person_wrote_here_is_not_overwritten(
    sqlite_db: Database, store: MediaStore, actor: Actor, words: Service
) -> None:
    piece_id = offered(sqlite_db, "Salt", words.url)
    with sqlite_db.writing() as session:
        session.get_one(Contribution, piece_id).text = "As we read it."
        session.add(
            Overlay(
                contribution_id=piece_id, field="text", value="As we read it.", source_value="", source_now="",
                account_id=None, written_by="Ada", written_at=now(),
            )
        )  # fmt: skip
    fetch_waiting(sqlite_db, store, client(words), actor)
    piece = piece_of(sqlite_db, piece_id)
    assert (piece.text, piece.media_state) == ("As we read it.", "here")


def test_a_file_that_replaces_another_makes_a_new_version(sqlite_db: Database, store: MediaStore, actor: Actor) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == now_has["etag"]:
            return Reply(status=304)
        return Reply(now_has["words"].encode(), headers={"ETag": now_has["etag"]})

    now_has = {"words": "First.", "etag": '"1"'}
    with service(answer) as here:
        piece_id = offered(sqlite_db, "Salt", f"{here.url}/salt.txt")
        web = client(here)
        fetch_one(sqlite_db, store, web, actor, piece_id)
        first = piece_of(sqlite_db, piece_id)
        assert fetch_one(sqlite_db, store, web, actor, piece_id).state == "here"
        assert here.asked[1].headers["if-none-match"] == '"1"'
        assert piece_of(sqlite_db, piece_id).version == first.version == 1
        now_has.update(words="Second.", etag='"2"')
        assert fetch_one(sqlite_db, store, web, actor, piece_id).etag == '"2"'
    second = piece_of(sqlite_db, piece_id)
    assert (second.version, second.text) == (2, "Second.")
    assert second.media_hash != first.media_hash


def test_an_etag_counts_only_while_the_file_is_here(
    sqlite_db: Database, store: MediaStore, actor: Actor, words: Service
) -> None:
    offered(sqlite_db, "Salt", words.url, etag='"1"')
    assert fetch_waiting(sqlite_db, store, client(words), actor) == Fetched(here=1)
    assert "if-none-match" not in words.asked[0].headers


@pytest.mark.parametrize("name", ["poem.txt", "stems.zip"])
def test_a_page_that_asks_to_sign_in_is_not_taken_for_the_file(
    name: str, sqlite_db: Database, store: MediaStore, actor: Actor
) -> None:
    page = Reply(b"<!doctype html><html>Sign in</html>", headers={"Content-Type": "text/html; charset=utf-8"})
    with service(lambda _: page) as here:
        piece_id = offered(sqlite_db, "Salt", f"{here.url}/{name}")
        assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched(refused=1)
    assert "web page" in file_of(sqlite_db, piece_id).reason


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(b"<!doctype html><html>Sign in</html>", headers={"Content-Type": "text/html"}), "web page"),
        (Reply(b""), "empty"),
        (Reply(b"x" * 3000), "larger than the 2,000 bytes"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"}), "keys"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "not fetched"),
    ],
)
def test_what_is_not_admitted_is_refused_with_the_reason(
    reply: Reply, reason: str, sqlite_db: Database, store: MediaStore, actor: Actor
) -> None:
    with service(lambda _: reply) as here:
        piece_id = offered(sqlite_db, "Salt", f"{here.url}/film.mp4?key=SECRET", kind="video")
        done = fetch_waiting(sqlite_db, store, client(here), actor, most_bytes=2000)
    row, piece = file_of(sqlite_db, piece_id), piece_of(sqlite_db, piece_id)
    assert done == Fetched(refused=1)
    assert reason in row.reason
    assert row.reason.endswith(".")
    assert "SECRET" not in row.reason
    assert (row.state, piece.media_state, piece.media_hash) == ("refused", "refused", None)
    assert piece.clearance != "cleared"
    assert_swept(store)


def test_an_address_on_a_private_network_is_refused(sqlite_db: Database, store: MediaStore, actor: Actor) -> None:
    piece_id = offered(sqlite_db, "Salt", "http://127.0.0.1:9/a.mp4")
    assert fetch_waiting(sqlite_db, store, Web(), actor) == Fetched(refused=1)
    assert "an admin may allow the host 127.0.0.1:9" in file_of(sqlite_db, piece_id).reason


def test_network_trouble_is_tried_again_with_growing_pauses(
    sqlite_db: Database, store: MediaStore, actor: Actor
) -> None:
    with service(lambda _: Reply(status=404)) as here:
        piece_id = offered(sqlite_db, "Salt", here.url)
        for tries, pause in enumerate(PAUSES, 1):
            assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched(waiting=1)
            row = file_of(sqlite_db, piece_id)
            assert (row.state, row.tries, "is not there (404)" in row.reason) == ("waiting", tries, True)
            assert row.next_try_at is not None
            assert abs(row.next_try_at - now() - pause) < timedelta(seconds=30)
            assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched()
            later(sqlite_db, piece_id)
        assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched(refused=1)
        assert len(here.asked) == 5
    assert piece_of(sqlite_db, piece_id).media_state == "refused"


def test_somebody_who_waits_goes_first_and_then_the_newest(
    sqlite_db: Database, store: MediaStore, actor: Actor, words: Service
) -> None:
    made = [offered(sqlite_db, name, f"{words.url}/{name}.txt") for name in ("old", "new", "wanted", "middle")]
    with sqlite_db.writing() as session:
        for id_, days in zip(made, (9, 1, 30, 4), strict=True):
            session.get_one(Contribution, id_).created_at = now() - timedelta(days=days)
        session.get_one(RemoteFile, made[2]).wanted_first = True
    assert fetch_waiting(sqlite_db, store, client(words), actor, most=3) == Fetched(here=3)
    assert [asked.path for asked in words.asked] == ["/wanted.txt", "/new.txt", "/middle.txt"]
    assert file_of(sqlite_db, made[0]).state == "waiting"


def test_one_source_alone_can_be_fetched(sqlite_db: Database, store: MediaStore, actor: Actor, words: Service) -> None:
    here, there = (offered(sqlite_db, name, f"{words.url}/{name}.txt") for name in ("here", "there"))
    with sqlite_db.writing() as session:
        other = Source(name="Other", kind="feed", location="https://other.example", created_at=now())
        session.add(other)
        session.flush()
        session.get_one(Contribution, there).source_id = source_id = other.id
    assert fetch_waiting(sqlite_db, store, client(words), actor, source_id=source_id) == Fetched(here=1)
    assert (file_of(sqlite_db, here).state, file_of(sqlite_db, there).state) == ("waiting", "here")
    assert trail(sqlite_db) == [("media.fetched", str(source_id))]


def test_it_stops_between_files_and_keeps_what_came(
    sqlite_db: Database, store: MediaStore, actor: Actor, words: Service
) -> None:
    for name in ("a", "b", "c"):
        offered(sqlite_db, name, f"{words.url}/{name}.txt")
    done = fetch_waiting(sqlite_db, store, client(words), actor, stop=lambda: len(words.asked) >= 2)
    assert done == Fetched(here=2)
    assert len(words.asked) == 2


def test_a_full_disk_ends_the_call_and_blames_no_file(
    sqlite_db: Database, store: MediaStore, actor: Actor, words: Service
) -> None:
    piece_id = offered(sqlite_db, "Salt", words.url)
    web = Web(allowed_hosts={words.host}, free_bytes=lambda _: 10)
    with pytest.raises(GreenroomError, match="disk of the media store is full"):
        fetch_waiting(sqlite_db, store, web, actor)
    assert (file_of(sqlite_db, piece_id).state, file_of(sqlite_db, piece_id).tries) == ("waiting", 0)
    assert_swept(store)


def test_a_file_whose_address_changes_meanwhile_is_left_to_the_next_call(
    sqlite_db: Database, store: MediaStore, actor: Actor
) -> None:
    def answer(asked: Asked) -> Reply:
        with sqlite_db.writing() as session:
            session.get_one(RemoteFile, piece_id).url = f"{here.url}/new.txt"
        return Reply(WORDS)

    with service(answer) as here:
        piece_id = offered(sqlite_db, "Salt", f"{here.url}/old.txt")
        assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched()
        assert piece_of(sqlite_db, piece_id).media_hash is None
        assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched(here=1)


def test_one_file_is_fetched_for_somebody_even_after_a_refusal(
    db: Database, store: MediaStore, actor: Actor, words: Service
) -> None:
    piece_id = offered(db, "Salt", words.url, state="refused", reason="no", tries=5)
    row = fetch_one(db, store, client(words), actor, piece_id)
    assert (row.state, row.reason, piece_of(db, piece_id).media_state) == ("here", "", "here")
    assert trail(db) == [("media.fetched", str(piece_id))]
    with pytest.raises(NotFound):
        fetch_one(db, store, client(words), actor, add_piece(db, "Without"))


def test_it_takes_the_permission_to_pull(sqlite_db: Database, store: MediaStore, words: Service) -> None:
    piece_id = offered(sqlite_db, "Salt", words.url)
    artist = Actor(None, "Ida", frozenset({Role.ARTIST}))
    with pytest.raises(NotAllowed):
        fetch_waiting(sqlite_db, store, client(words), artist)
    with pytest.raises(NotAllowed):
        fetch_one(sqlite_db, store, client(words), artist, piece_id)
    assert words.asked == []


FETCHING = """
import sys
from pathlib import Path
from dashboard.intake.fetch import fetch_waiting
from dashboard.intake.web import Web
from dashboard.media.store import MediaStore
from dashboard.people.roles import OPERATOR
from dashboard.storage.engine import Database
fetch_waiting(Database(sys.argv[1]), MediaStore(Path(sys.argv[2])), Web(allowed_hosts={sys.argv[3]}), OPERATOR)
"""


@contextmanager
def another_process(db: Database, store: MediaStore, here: Service) -> Iterator[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-c", FETCHING, db.url, str(store.root), here.host]
    child = subprocess.Popen(argv, cwd=Path(__file__).parents[2])
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def test_a_killed_process_leaves_a_temporary_file_that_is_swept(
    sqlite_db: Database, store: MediaStore, actor: Actor
) -> None:
    incoming = store.root / INCOMING
    with service(lambda _: Reply(WORDS * 100, drip_s=0.05)) as slow:
        piece_id = offered(sqlite_db, "Salt", f"{slow.url}/salt.txt")
        with another_process(sqlite_db, store, slow) as child:
            ends = time.monotonic() + 20
            while not list(incoming.glob("*.part")) and time.monotonic() < ends:
                time.sleep(0.05)
            child.send_signal(signal.SIGKILL)
            child.wait()
    assert (file_of(sqlite_db, piece_id).state, piece_of(sqlite_db, piece_id).media_hash) == ("waiting", None)
    (left,) = incoming.glob("*")
    os.utime(left, (0, 0))
    with service(lambda _: Reply(WORDS)) as here:
        with sqlite_db.writing() as session:
            session.get_one(RemoteFile, piece_id).url = f"{here.url}/salt.txt"
        assert fetch_waiting(sqlite_db, store, client(here), actor) == Fetched(here=1)
    assert_swept(store)
