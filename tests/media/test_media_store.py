"""The content-addressed store."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import NotFound
from dashboard.media.store import INCOMING, MediaStore

HELLO = hashlib.sha256(b"hello").hexdigest()


def files_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_lies_under_the_hash_of_its_bytes_and_cannot_be_written(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    source = tmp_path / "hello.txt"
    source.write_bytes(b"hello")
    stored = store.put_file(source)
    assert (stored.content_hash, stored.size_bytes) == (HELLO, 5)
    path = store.local_path(HELLO)
    assert path == tmp_path / "media" / HELLO[:2] / HELLO[2:4] / HELLO
    assert path.read_bytes() == b"hello"
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_putting_the_same_bytes_again_keeps_the_first_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    store.put_bytes(b"hello")
    first = store.local_path(HELLO).stat()
    store.put_bytes(b"hello")
    again = store.local_path(HELLO).stat()
    assert (first.st_ino, first.st_mtime_ns) == (again.st_ino, again.st_mtime_ns)
    assert len(files_under(tmp_path)) == 1


def test_a_copy_that_breaks_off_leaves_nothing_under_a_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = MediaStore(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put_bytes(b"hello")
    assert files_under(tmp_path) == []
    assert not store.has(HELLO)


def test_many_threads_may_put_the_same_file_at_once(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    content = b"x" * 300_000
    threads = [threading.Thread(target=store.put_bytes, args=(content,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes() for path in files_under(tmp_path)] == [content]


def test_verify_notices_a_changed_byte_and_a_missing_file(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    store.put_bytes(b"hello")
    assert store.verify(HELLO)
    path = store.local_path(HELLO)
    path.chmod(0o644)
    path.write_bytes(b"hellO")
    assert not store.verify(HELLO)
    path.unlink()
    assert not store.verify(HELLO)


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_reaches_no_file(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(NotFound, match="sha256"):
        MediaStore(tmp_path).local_path(wrong)


def test_an_unknown_hash_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=f"{HELLO[:12]} is not in the store: pull"):
        MediaStore(tmp_path).local_path(HELLO)


def test_the_sweep_takes_only_old_leftovers(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    store.put_bytes(b"hello")
    old, young = tmp_path / INCOMING / "old", tmp_path / INCOMING / "young"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert store.sweep_temporary(3600) == 1
    assert (old.exists(), young.exists(), store.has(HELLO)) == (False, True, True)


@settings(deadline=None, max_examples=30)
@given(content=st.binary(max_size=4096))
def test_what_is_put_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    store = MediaStore(tmp_path_factory.mktemp("store"))
    stored = store.put_bytes(content)
    assert store.local_path(stored.content_hash).read_bytes() == content
    assert store.verify(stored.content_hash)
