"""Pulling a folder on both databases: what comes in, what stays out, and what repeating does."""

from __future__ import annotations

import errno
import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from dashboard.community.tables import Call, Contribution, Contributor, MetricReading, Source
from dashboard.errors import BadInput, BadManifest, GreenroomError, NotAllowed, NotFound
from dashboard.intake.connectors import listing
from dashboard.intake.outcome import PullResult
from dashboard.intake.pull import pull as pull_source
from dashboard.intake.tables import DeadLetter, Pull
from dashboard.media.child import ffmpeg_path
from dashboard.media.store import MediaStore, StoredFile
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.intake.conftest import Folder, reasons
from tests.intake.everything import files_under, rows_of

PullIt = Callable[..., PullResult]
SEEN = ("contribution.last_seen_at", "pull", "audit_entry")


def pieces(db: Database) -> dict[str, Contribution]:
    """Every piece, with its media and credits, by external id."""
    with_all = (selectinload(Contribution.media), selectinload(Contribution.credits))
    with db.reading() as session:
        return {piece.external_id: piece for piece in session.scalars(select(Contribution).options(*with_all))}


def counts(result: PullResult) -> tuple[int, int, int, int]:
    return result.new, result.changed, result.unchanged, result.rejected


def test_every_kind_of_piece_comes_in_with_its_media(
    db: Database, store: MediaStore, folder: Folder, pull: PullIt
) -> None:
    film = folder.path / "film.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.5"]
    subprocess.run([ffmpeg_path(), "-v", "error", *source, "-pix_fmt", "yuv420p", str(film)], check=True)
    folder.manifest(
        {"file": "film.mp4", "kind": "video", "title": "Rain"},
        {"file": folder.sound("a/hum.wav"), "kind": "audio", "title": "Hum", "role": "song"},
        {"file": folder.sound("a/bang.wav", 0.6), "kind": "audio", "title": "Bang"},
        {"file": folder.sound("a/la.wav", 0.7), "kind": "audio", "title": "La", "role": "vocals"},
        {"file": folder.picture("p/boat.png"), "kind": "image", "title": "Boat"},
        {"file": folder.picture("p/quay.jpg"), "kind": "image", "title": "Quay"},
        {"file": folder.text("t/poem.txt", "Salt on the rail.\nSalt."), "kind": "text", "title": "Poem"},
        {"file": folder.file("t/mix.mmpz", b"\x00\x01 anything"), "kind": "text", "title": "Mix"},
    )
    assert counts(pull()) == (8, 0, 0, 0)
    here = pieces(db)
    assert {piece.title: piece.kind for piece in here.values()} == {
        "Rain": "video", "Hum": "music", "Bang": "sound", "La": "vocals", "Boat": "illustration",
        "Quay": "photo", "Poem": "text", "Mix": "project",
    }  # fmt: skip
    assert here["t/poem.txt"].text == "Salt on the rail.\nSalt."
    assert "salt on the rail. salt." in here["t/poem.txt"].found
    for piece in here.values():
        assert piece.media is not None
        assert store.verify(piece.media.content_hash)
    rain = here["film.mp4"].media
    assert rain is not None
    assert rain.duration_ms == 500
    assert all(made and store.verify(made) for made in (rain.poster_hash, rain.proxy_hash))


def test_a_second_pull_writes_nothing_but_that_it_looked(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.manifest(
        {
            "id": "1",
            "file": folder.text("a.txt"),
            "title": "A",
            "artist": "Ida; Bo",
            "likes": "3",
            "call": "sea",
        },
        {
            "id": "2",
            "file": folder.picture("b.png"),
            "title": "B",
            "artist": "Ida",
            "likes": "",
            "derived_from": "1",
        },
        {"id": "3", "file": "gone.txt", "title": "C"},
    )
    assert counts(pull()) == (2, 0, 0, 1)
    letters = ("dead_letter.times", "dead_letter.last_at", "dead_letter.pull_id", "source.swept_at")
    before = rows_of(db, without=(*SEEN, *letters))
    assert counts(pull()) == (0, 0, 2, 1)
    assert rows_of(db, without=(*SEEN, *letters)) == before
    with db.reading() as session:
        first, second = session.scalars(select(Pull).order_by(Pull.id))
        assert (first.new, first.rejected, second.unchanged) == (2, 1, 2)
        assert second.finished_at is not None
        assert session.scalar(select(func.min(Contribution.last_seen_at))) == second.started_at
        audit = list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
        assert [(entry.action, entry.actor_name) for entry in audit] == [("source.pulled", "Ada")] * 2


def test_what_the_source_changes_changes_here_and_raises_the_version(
    db: Database, folder: Folder, pull: PullIt
) -> None:
    folder.text("a.txt", "first words")
    folder.manifest({"id": "1", "file": "a.txt", "title": "A", "credits": "Ida (words) 60; Bo (music) 40"})
    pull()
    first = pieces(db)["1"]
    folder.text("a.txt", "second words")
    folder.manifest({"id": "1", "file": "a.txt", "title": "A, again", "credits": "Bo (music) 100"})
    assert counts(pull()) == (0, 1, 0, 0)
    second = pieces(db)["1"]
    assert (first.id, first.version, second.version) == (second.id, 1, 2)
    assert (second.title, second.text) == ("A, again", "second words")
    assert first.media_hash != second.media_hash
    with db.reading() as session:
        credits_now = session.get_one(Contribution, second.id).credits
        assert [(c.contributor.credit_name, c.role, c.points) for c in credits_now] == [("Bo", "music", 100)]
    assert "second words" in second.found
    assert "ida" not in second.found


def test_counters_are_appended_only_when_they_moved(db: Database, folder: Folder, pull: PullIt) -> None:
    for likes, views in (("3", "1,200"), ("3", "1,200"), ("5", "1,200"), ("3", "many")):
        folder.texts({"id": "1", "likes": likes, "views": views})
        pull()
    with db.reading() as session:
        readings = session.scalars(select(MetricReading).order_by(MetricReading.id))
        assert [(r.name, r.value) for r in readings] == [
            ("likes", 3),
            ("views", 1200),
            ("likes", 5),
            ("likes", 3),
        ]


def test_every_bad_row_is_named_and_the_good_ones_come_in(folder: Folder, pull: PullIt, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not yours")
    (folder.path / "link.txt").symlink_to(tmp_path / "secret.txt")
    folder.text("good.txt")
    folder.file("broken.png", b"\x89PNG\r\n\x1a\n and then nothing")
    (folder.path / "manifest.csv").write_text(
        "id,file,title\n"
        "1,good.txt,Good\n"
        "2,nowhere.txt,Nowhere\n"
        "3,../secret.txt,Out\n"
        "4,/etc/passwd,Absolute\n"
        "5,C:\\Users\\me\\a.txt,Drive\n"
        "6,link.txt,Link\n"
        "7,,No file\n"
        "1,good.txt,Again\n"
        "#NAME?,good.txt,Wreck\n"
        "1.23E+11,good.txt,Number\n"
        "11,good.txt,Too,long\n"
        "12,good.txt\n"
        "13,broken.png,Broken\n"
        '14,"multi\nline.txt",Lines\n'
        "15,good.txt,Last\n"
    )
    result = pull()
    assert counts(result) == (2, 0, 0, 13)
    lines = reasons(result)
    expected = (
        "row 3 (nowhere.txt): There is no file",
        "row 4 (../secret.txt): “../secret.txt” leads out of the folder",
        "row 5 (/etc/passwd): “/etc/passwd” is not a path inside the folder",
        "row 6 (C:\\Users\\me\\a.txt): “C:\\Users\\me\\a.txt” is not a path inside the folder",
        "row 7 (link.txt): “link.txt” is a link that leads out of the folder",
        "row 8: It names no file",
        "row 9 (good.txt): The id “1” is that of row 2 too",
        "row 10 (good.txt): Its id “#NAME?” was spoilt by a spreadsheet",
        "row 11 (good.txt): Its id “1.23E+11” was spoilt by a spreadsheet",
        "row 12 (good.txt): It has 4 cells where the header has 3",
        "row 13 (good.txt): It has only 2 of the 3 cells",
        "row 14 (broken.png): broken.png ",
        "row 15 (multi line.txt): There is no file",
    )
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start)
        assert line.endswith(".")


def test_the_store_holds_nothing_of_a_row_that_was_refused(
    db: Database, store: MediaStore, folder: Folder, pull: PullIt
) -> None:
    folder.manifest({"file": folder.file("noise.mp4", b"nothing of the kind"), "title": "Noise"})
    result = pull()
    assert (result.rejected, pieces(db)) == (1, {})
    assert not list(store.root.rglob("??/*/*"))


def test_a_dry_run_leaves_database_and_store_as_they_were(
    db: Database, store: MediaStore, folder: Folder, pull: PullIt
) -> None:
    folder.texts({"id": "1", "artist": "Ida"}, {"id": "2", "derived_from": "1"}, {"id": "bad", "file": "../x"})
    untouched = rows_of(db)
    dry = pull(dry_run=True)
    assert counts(dry) == (2, 0, 0, 1)
    assert dry.source_id == 0
    assert rows_of(db) == untouched
    assert not store.root.exists()

    wet = pull()
    assert (counts(wet), wet.dead_letters) == (counts(dry), dry.dead_letters)
    folder.texts({"id": "1", "artist": "Bo"}, {"id": "2", "derived_from": "1"}, {"id": "3", "artist": "Mo"})
    rows, stored = rows_of(db), files_under(store.root)
    dry = pull(dry_run=True)
    assert counts(dry) == (1, 1, 1, 0)
    assert dry.source_id == wet.source_id
    assert rows_of(db) == rows
    assert files_under(store.root) == stored


def test_a_dry_run_does_not_touch_the_file_of_the_database(
    sqlite_db: Database, store: MediaStore, actor: Actor, folder: Folder
) -> None:
    folder.texts({"id": "1"}, {"id": "2"})
    file = Path(str(sqlite_db.engine.url.database))
    before = file.read_bytes()
    assert pull_source(sqlite_db, store, actor, folder.path, dry_run=True).new == 2
    assert file.read_bytes() == before


def test_a_crash_between_batches_costs_nothing_but_a_second_pull(
    db: Database, folder: Folder, pull: PullIt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WITH_FILES", 2)
    folder.texts(
        *(
            {"id": f"p{n}", "artist": "Ida", "derived_from": f"p{n - 1}" if n else "", "licence": "CC0"}
            for n in range(6)
        )
    )

    def crash(done: int, _total: int, _what: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(on_progress=crash)
    assert sorted(pieces(db)) == ["p0", "p1", "p2", "p3"]
    assert {piece.clearance for piece in pieces(db).values()} == {"cleared", "pending"}
    assert counts(pull()) == (2, 0, 4, 0)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == 6
        assert session.scalar(select(func.count()).select_from(Contributor)) == 1
        interrupted, whole = session.scalars(select(Pull).order_by(Pull.id))
        assert interrupted.finished_at is None
        assert whole.finished_at is not None
    assert "may use “P4”" in pieces(db)["p5"].clearance_reason


def test_stopping_keeps_what_came_so_far_and_says_so(
    db: Database, folder: Folder, pull: PullIt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WITH_FILES", 2)
    folder.texts(*({"id": f"p{n}", "licence": "CC0"} for n in range(5)), {"id": "bad", "file": "../out.txt"})
    seen: list[int] = []
    result = pull(on_progress=lambda done, _total, _what: seen.append(done), stop=lambda: len(seen) == 3)
    assert result.stopped
    assert result.new == 3
    assert {piece.clearance for piece in pieces(db).values()} == {"cleared"}
    whole = pull()
    assert counts(whole) == (2, 0, 3, 1)
    assert not whole.stopped


def test_two_pulls_at_once_make_no_doubles(
    db: Database, store: MediaStore, actor: Actor, folder: Folder, pull: PullIt
) -> None:
    folder.texts({"id": "0", "artist": "Ida"})
    pull()
    folder.texts(*({"id": f"{n}", "artist": "Ida; Bo", "likes": "4"} for n in range(6)))
    results: list[PullResult] = []
    threads = [
        threading.Thread(target=lambda: results.append(pull_source(db, store, actor, folder.path))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.new for result in results) == 5
    assert len(pieces(db)) == 6
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contributor)) == 2


def test_a_kind_narrows_the_pull_and_leaves_other_dead_letters_open(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.manifest(
        {"file": folder.sound("song.wav"), "kind": "audio", "title": "Song", "role": "song"},
        {"file": folder.sound("bang.wav", 0.6), "kind": "audio", "title": "Bang"},
        {"file": folder.picture("boat.png"), "kind": "image", "title": "Boat"},
        {"file": folder.text("poem.txt"), "kind": "", "title": "Poem"},
        {"file": folder.file("bad.png", b"no picture"), "kind": "image", "title": "Bad"},
    )
    assert counts(pull(kind="music")) == (1, 0, 0, 0)
    assert counts(pull(kind="audio")) == (1, 0, 1, 0)
    assert counts(pull(kind="text")) == (1, 0, 0, 0)
    assert counts(pull()) == (1, 0, 3, 1)
    assert counts(pull(kind="text")) == (0, 0, 1, 0)
    with db.reading() as session:
        assert [letter.state for letter in session.scalars(select(DeadLetter))] == ["open"]
    with pytest.raises(BadInput, match="the kinds are video, music"):
        pull(kind="smell")


def test_the_file_wins_over_what_was_declared(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.manifest({"file": folder.sound("clip.wav"), "kind": "video", "title": "Clip", "note": "for act 2"})
    pull()
    clip = pieces(db)["clip.wav"]
    assert (clip.kind, clip.note) == ("sound", "for act 2 Declared as video, but the file is audio.")


class FullStore(MediaStore):
    """A store whose disk fills up after so many files."""

    room = 2

    def put_file(self, path: Path) -> StoredFile:
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().put_file(path)


def test_a_full_disk_ends_the_pull_in_a_sentence_and_keeps_what_came_before(
    db: Database, tmp_path: Path, actor: Actor, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WITH_FILES", 1)
    folder.manifest(*({"file": folder.text(f"{n}.txt", f"words {n}"), "title": "T"} for n in range(4)))
    with pytest.raises(GreenroomError, match="disk of the media store is full; make room"):
        pull_source(db, FullStore(tmp_path / "full"), actor, folder.path)
    assert sorted(pieces(db)) == ["0.txt", "1.txt"]
    assert counts(pull_source(db, MediaStore(tmp_path / "full"), actor, folder.path)) == (2, 0, 2, 0)


def test_what_is_wrong_with_equal_files_is_told_by_each_name(folder: Folder, pull: PullIt) -> None:
    rows = [{"file": folder.file(name, b"\x00\x01 no picture"), "title": name} for name in ("one.png", "two.png")]
    folder.manifest(*rows)
    assert [letter.reason.split()[0] for letter in pull().dead_letters] == ["one.png", "two.png"]


def test_equal_bytes_are_judged_by_each_name(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.manifest({"file": folder.text("a.png"), "title": "A"}, {"file": folder.text("b.txt"), "title": "B"})
    result = pull()
    assert counts(result) == (1, 0, 0, 1)
    assert list(pieces(db)) == ["b.txt"]
    assert result.dead_letters[0].what == "row 2 (a.png)"


def test_a_bare_folder_is_a_piece_a_file(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.picture("north_pier/gulls-at dawn.png")
    folder.text("a poem.txt")
    folder.text(".hidden.txt")
    folder.file("Thumbs.db", b"x")
    folder.file("what.bin", b"\x00\x01\x02")
    result = pull()
    assert counts(result) == (2, 0, 0, 1)
    assert result.dead_letters[0].what == "what.bin"
    gulls = pieces(db)["north_pier/gulls-at dawn.png"]
    assert (gulls.title, gulls.kind, gulls.clearance, gulls.credits) == (
        "Gulls at dawn",
        "illustration",
        "blocked",
        [],
    )
    assert "no licence is stated for it" in gulls.clearance_reason


def test_json_says_the_same_as_csv(db: Database, folder: Folder, pull: PullIt) -> None:
    rows = [{"id": "1", "file": folder.text("a.txt"), "title": "A", "artist": "Ida", "likes": "7", "tags": "x; y"}]
    written = folder.manifest(*rows, name="other.csv")
    (folder.path / "other.json").write_text(json.dumps({"pieces": [{**rows[0], "likes": 7, "tags": ["x", "y"]}, 5]}))
    by_csv, by_json = pull(written), pull(folder.path / "other.json")
    assert counts(by_csv) == (1, 0, 0, 0)
    assert counts(by_json) == (1, 0, 0, 1)
    assert reasons(by_json) == ["entry 2: It has no fields; write it as {…}."]
    with db.reading() as session:
        first, second = session.scalars(select(Contribution))
        assert first.digest == second.digest
        assert sorted(session.scalars(select(Source.name))) == ["other.csv", "other.json"]


def test_a_folder_and_its_manifest_are_one_source_and_the_csv_is_chosen(
    db: Database, folder: Folder, pull: PullIt
) -> None:
    written = folder.manifest({"file": folder.text("a.txt"), "title": "By CSV"})
    (folder.path / "manifest.json").write_text('[{"file": "a.txt", "title": "By JSON"}]')
    assert pull().source_id == pull(written).source_id
    assert pieces(db)["a.txt"].title == "By CSV"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ("nowhere", (NotFound, "is not here; give the path")),
        ("empty", (BadManifest, "empty is empty; put media in it")),
        ("notes.docx", (BadManifest, "notes.docx is not a manifest")),
        ("broken.json", (BadManifest, r"broken.json is broken at line 2, column 12 \(")),
    ],
)
def test_what_is_no_source_is_refused_in_a_sentence_and_leaves_no_trace(
    db: Database, folder: Folder, pull: PullIt, given: str, refusal: tuple[type[Exception], str]
) -> None:
    (folder.path / "empty").mkdir()
    folder.file("notes.docx", b"x")
    folder.file("broken.json", b'[\n  {"file": }]')
    with pytest.raises(refusal[0], match=refusal[1]):
        pull(folder.path / given)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Pull)) == 0


def test_whoever_may_not_pull_is_told_before_anything_is_read(db: Database, store: MediaStore, folder: Folder) -> None:
    with pytest.raises(NotAllowed, match="may not pull"):
        pull_source(db, store, Actor(None, "Cy", frozenset({Role.ARTIST})), folder.path / "nowhere")


def test_names_of_every_script_come_through(db: Database, folder: Folder, pull: PullIt) -> None:
    names = ["宮崎 はな", "עדי כהן", "سارة الأحمد", "Þórður Ýmisson", "Nguyễn Thị Ánh", "राधिका"]
    folder.texts(*({"id": f"{n}", "title": f"Title {name}", "artist": name} for n, name in enumerate(names)))
    pull()
    with db.reading() as session:
        assert sorted(session.scalars(select(Contributor.credit_name))) == sorted(names)
        assert sorted(session.scalars(select(Contribution.title))) == sorted(f"Title {name}" for name in names)


def test_somebody_with_a_handle_is_one_person_wherever_named(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.texts(
        {"id": "1", "artist": "Ida Holm", "handle": "@Ida", "country": "NO"},
        {"id": "2", "artist": "IDA  HOLM"},
        {
            "id": "3",
            "credits": "Ida Holm (words) 60; The Two (Ida and Bo) (music) 40",
            "artist": "Radio Quay",
        },
        {"id": "4", "artist": "Nicu and Nathan"},
    )
    pull()
    with db.reading() as session:
        people = {c.credit_name: (c.external_key, c.country) for c in session.scalars(select(Contributor))}
        third = session.scalars(select(Contribution).where(Contribution.external_id == "3")).one()
        assert [(c.role, c.points) for c in third.credits] == [("words", 60), ("music", 40), ("", 0)]
    assert people == {
        "Ida Holm": ("ida", "NO"), "The Two (Ida and Bo)": ("the two (ida and bo)", ""),
        "Radio Quay": ("radio quay", ""), "Nicu and Nathan": ("nicu and nathan", ""),
    }  # fmt: skip


def test_a_call_that_nobody_opened_is_opened_under_its_key(db: Database, folder: Folder, pull: PullIt) -> None:
    folder.texts({"id": "1", "call": "harbour"}, {"id": "2", "call": "harbour"}, {"id": "3", "call": ""})
    pull()
    with db.reading() as session:
        call = session.scalars(select(Call)).one()
        answers = session.scalars(select(Contribution.external_id).where(Contribution.call_id == call.id))
        assert (call.key, sorted(answers)) == ("harbour", ["1", "2"])


def test_the_texts_of_the_real_set_come_in(db: Database, pull: PullIt, shared: Path) -> None:
    result = pull(shared / "real", kind="text")
    assert counts(result) == (14, 0, 0, 0)
    assert counts(pull(shared / "real" / "manifest.csv", kind="text")) == (0, 0, 14, 0)
    assert {piece.kind for piece in pieces(db).values()} == {"text"}
