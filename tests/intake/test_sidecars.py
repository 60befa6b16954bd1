"""A drop folder: sidecars speak for their pieces, and nothing is taken while it is being written."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

from sqlalchemy import select

from dashboard.community.tables import Contribution
from dashboard.intake.folder import open_place
from dashboard.intake.pull import pull
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database
from tests.intake.conftest import Folder

INFO = {
    "id": "abc", "extractor_key": "Youtube", "title": "Salt, live", "uploader": "Ida Holm", "uploader_id": "@ida",
    "license": "Creative Commons Attribution", "webpage_url": "https://video.example/abc", "upload_date": "20260304",
    "tags": ["sea", "night"], "view_count": 1200, "like_count": 30, "comment_count": None,
}  # fmt: skip


def test_sidecars_say_who_made_it_and_what_it_is_built_on(
    db: Database, store: MediaStore, actor: Actor, folder: Folder
) -> None:
    folder.sound("salt.wav", 0.6)
    folder.file("salt.info.json", json.dumps(INFO).encode())
    folder.file("salt.webp", b"a thumbnail")
    folder.file("salt.en.vtt", b"WEBVTT")
    folder.text("poem.txt")
    folder.file(
        "poem.json", json.dumps({"title": "Six Windows", "licence": "CC0", "derived_from": ["youtube:abc"]}).encode()
    )
    folder.text("plain.txt", "Nothing beside it.")
    folder.file("data.json", b"{}")
    result = pull(db, store, actor, folder.path)
    assert (result.new, [note.what for note in result.dead_letters]) == (3, ["data.json"])
    with db.reading() as session:
        here = {piece.external_id: piece for piece in session.scalars(select(Contribution))}
        song, poem = here["youtube:abc"], here["poem.txt"]
        assert (song.title, song.licence, song.tags) == ("Salt, live", "Creative Commons Attribution", "sea, night")
        assert song.origin == "https://video.example/abc"
        assert song.credits[0].contributor.handle == "ida"
        assert poem.title == "Six Windows"
        assert "may use “Salt, live”" in poem.clearance_reason
        assert "plain.txt" in here


def test_a_sidecar_that_cannot_be_read_is_named(db: Database, store: MediaStore, actor: Actor, folder: Folder) -> None:
    folder.text("a.txt")
    folder.file("a.json", b"{broken")
    folder.file("alone.info.json", json.dumps(INFO).encode())
    folder.file("b.mp3.part", b"half")
    result = pull(db, store, actor, folder.path)
    told = {note.what: note.reason for note in result.dead_letters}
    assert told["a.txt"] == "Its sidecar a.json is no JSON that can be read; mend it or take it away."
    assert "There is no media file beside it" in told["alone.info.json"]
    assert "still being written" in told["b.mp3.part"]


def test_a_file_that_grows_waits_for_the_next_pull(folder: Folder) -> None:
    path = folder.path / "long.txt"
    path.write_text("once upon a time")
    done = threading.Event()

    def write() -> None:
        with path.open("a") as file:
            while not done.is_set():
                file.write("and then ")
                file.flush()
                time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        place = open_place(Path(folder.path))
    finally:
        done.set()
        writer.join()
    assert [problem.reason[:27] for problem in place.listed.problems] == ["It is still being written; "]
    assert [row.cells["file"] for row in open_place(folder.path).listed.rows] == ["long.txt"]
