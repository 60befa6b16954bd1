"""A file on its way in: copied to the store's own disk in blocks, whatever its size, and gone afterwards."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dashboard.errors import GreenroomError, MediaRefused
from dashboard.media.admit import Admitted, content_hash, examine
from dashboard.media.store import CHUNK_BYTES, INCOMING, MediaStore

LARGEST_BYTES = 8 << 30


@contextmanager
def staged(store: MediaStore, stream: BinaryIO, name: str, *, largest_bytes: int = LARGEST_BYTES) -> Iterator[Path]:
    """A path with what the stream holds, for as long as the block runs. MediaRefused where that is too much."""
    folder = store.root / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    try:
        _copy(stream, path, name, largest_bytes)
        yield path
    finally:
        path.unlink(missing_ok=True)


def admit_stream(store: MediaStore, stream: BinaryIO, name: str, *, largest_bytes: int = LARGEST_BYTES) -> Admitted:
    """Stage, examine and keep a file: the same decode check as for any other. MediaRefused where it fails."""
    with staged(store, stream, name, largest_bytes=largest_bytes) as path:
        return examine(path, content_hash(path), name=name, store=store)


def _copy(stream: BinaryIO, path: Path, name: str, largest_bytes: int) -> None:
    copied = 0
    try:
        with path.open("xb") as target:
            while block := stream.read(CHUNK_BYTES):
                copied += len(block)
                if copied > largest_bytes:
                    most = largest_bytes >> 20
                    raise MediaRefused(f"{name} is larger than {most:,} MB; send a smaller export of it.")
                target.write(block)
    except OSError as wrong:
        if wrong.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise GreenroomError("The disk of the media store is full; ask an admin to make room.") from wrong
        raise
