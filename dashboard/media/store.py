"""The content-addressed store: a file lies under the sha256 of its bytes, written once and never changed."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dashboard.errors import NotFound

CHUNK_BYTES = 1 << 20
INCOMING = "incoming"
READ_ONLY = 0o444


@dataclass(frozen=True)
class StoredFile:
    """What the store now holds."""

    content_hash: str
    size_bytes: int


class MediaStore:
    """Files under `root`, as `ab/cd/<sha256>`; safe for several threads and processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put_file(self, path: Path) -> StoredFile:
        """Copy a file in; it is there whole afterwards or not at all. Putting it again costs a read."""
        with path.open("rb") as source:
            return self._put(source)

    def put_bytes(self, content: bytes) -> StoredFile:
        """Like `put_file`, for what is already in memory."""
        return self._put(io.BytesIO(content))

    def has(self, content_hash: str) -> bool:
        """Whether the store holds this content."""
        return self._place(content_hash).is_file()

    def local_path(self, content_hash: str) -> Path:
        """A readable path with these bytes; NotFound where the store does not hold them."""
        place = self._place(content_hash)
        if not place.is_file():
            raise NotFound(
                f"The media file {content_hash[:12]} is not in the store: pull its contribution again, or "
                "restore it from the backup."
            )
        return place

    def verify(self, content_hash: str) -> bool:
        """Whether the bytes still hash to their name; False also where they are gone."""
        place = self._place(content_hash)
        if not place.is_file():
            return False
        digest = hashlib.sha256()
        with place.open("rb") as stored:
            for block in _blocks(stored):
                digest.update(block)
        return digest.hexdigest() == content_hash

    def sweep_temporary(self, older_than_s: float) -> int:
        """Remove what interrupted copies left behind; returns how many. Younger ones may be in work."""
        oldest = time.time() - older_than_s
        removed = 0
        for left in (self.root / INCOMING).glob("*"):
            if left.stat().st_mtime <= oldest:
                left.unlink(missing_ok=True)
                removed += 1
        return removed

    def _place(self, content_hash: str) -> Path:
        if len(content_hash) != 64 or not set(content_hash) <= set("0123456789abcdef"):
            raise NotFound(f"{content_hash[:80]!r} is not the name of a stored file: ask with its sha256.")
        return self.root / content_hash[:2] / content_hash[2:4] / content_hash

    def _put(self, source: BinaryIO) -> StoredFile:
        incoming = self.root / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        temporary = incoming / secrets.token_hex(16)
        try:
            stored = _copy(source, temporary)
            place = self._place(stored.content_hash)
            if not place.is_file():
                _settle(temporary, place, self.root)
        finally:
            temporary.unlink(missing_ok=True)
        return stored


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(CHUNK_BYTES):
        yield block


def _copy(source: BinaryIO, temporary: Path) -> StoredFile:
    digest = hashlib.sha256()
    size_bytes = 0
    with temporary.open("xb") as target:
        for block in _blocks(source):
            digest.update(block)
            target.write(block)
            size_bytes += len(block)
        target.flush()
        os.fsync(target.fileno())
    return StoredFile(digest.hexdigest(), size_bytes)


def _settle(temporary: Path, place: Path, root: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(READ_ONLY)
    temporary.replace(place)
    # A rename survives a power cut only once its folder, and each folder made for it, is on the disk.
    for folder in (place.parent, place.parent.parent, root):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
