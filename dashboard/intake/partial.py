"""A file while it comes in: hashed as it is written, never larger than allowed, never the last of the disk."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from dashboard.errors import GreenroomError, SourceFailed
from dashboard.intake.replies import Reply, broken_off, refusal

WHOLE, PART, OUT_OF_RANGE = 200, 206, 416
HEADROOM_BYTES = 256 * 1024 * 1024
"""What must stay free on the disk."""


class TooLarge(SourceFailed):
    """The file is larger than may be fetched."""


class Partial:
    """Written beside the file that it is to become; as a context it leaves nothing there unless it is kept."""

    def __init__(
        self, into: Path, name: str, largest_bytes: int, free_bytes: Callable[[Path], int] | None = None
    ) -> None:
        self.size_bytes = 0
        self.headers: Mapping[str, str] = {}
        """Of the answer that its first byte came with."""
        self._whole_bytes: int | None = None
        self._validator = ""
        self._into = into
        self._path = into.with_name(f"{into.name}.part")
        self._name = name
        self._largest_bytes = largest_bytes
        self._free_bytes = free_bytes or _free_bytes
        self._digest = hashlib.sha256()
        self._file = self._path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """Of what has been written."""
        return self._digest.hexdigest()

    def missing(self, etag: str) -> dict[str, str]:
        """The headers that ask for what is not here yet; all of it only if it is not that of `etag`."""
        asked = {"accept-encoding": "identity"}
        if self.size_bytes and self._validator:
            return asked | {"range": f"bytes={self.size_bytes}-", "if-range": self._validator}
        return asked | ({"if-none-match": etag} if etag else {})

    def begin(self, reply: Reply) -> None:
        """Make ready for the body: from the first byte, or from where it broke off. Raises for any other answer."""
        if reply.status == WHOLE:
            self._start(reply.headers)
        elif reply.status not in {PART, OUT_OF_RANGE}:
            raise refusal(reply)
        elif not self._goes_on(reply):
            self._start({})
            raise broken_off(reply.target)

    def add(self, part: bytes) -> None:
        """Write on; TooLarge or GreenroomError where that may not be."""
        self.size_bytes += len(part)
        self._refuse_beyond(self.size_bytes)
        self._digest.update(part)
        try:
            self._file.write(part)
        except OSError as wrong:
            raise _unwritable(wrong) from wrong

    def make_sure_of_room(self, more_bytes: int = 0) -> None:
        """GreenroomError where the disk would be as good as full after `more_bytes`."""
        if self._free_bytes(self._path.parent) < more_bytes + HEADROOM_BYTES:
            raise _unwritable(OSError(errno.ENOSPC, "too little room"))

    def finish(self, reply: Reply) -> None:
        """The body has ended; TryAgain where that is not the end of the file."""
        if self._whole_bytes not in {None, self.size_bytes}:
            raise broken_off(reply.target)

    def keep(self) -> None:
        """It is whole: give it its name."""
        try:
            self._file.close()
        except OSError as wrong:
            raise _unwritable(wrong) from wrong
        self._path.replace(self._into)

    def _start(self, headers: Mapping[str, str]) -> None:
        self._file.seek(0)
        self._file.truncate()
        self.size_bytes, self._digest, self._whole_bytes = 0, hashlib.sha256(), None
        self.headers = headers
        etag, packed = headers.get("etag", ""), headers.get("content-encoding", "identity").lower() != "identity"
        # Only these prove that a later part is of the same file; a packed one cannot be asked for by its plain bytes.
        self._validator = "" if packed else etag if etag.startswith('"') else headers.get("last-modified", "")
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit():
            self._refuse_beyond(int(length))
            self.make_sure_of_room(int(length))

    def _goes_on(self, reply: Reply) -> bool:
        unit, _, rest = reply.headers.get("content-range", "").partition(" ")
        place, _, whole = rest.partition("/")
        self._whole_bytes = int(whole) if whole.isascii() and whole.isdigit() else None
        proof = reply.headers.get("etag" if self._validator.startswith('"') else "last-modified", self._validator)
        return (
            (reply.status, unit) == (PART, "bytes")
            and place.startswith(f"{self.size_bytes}-")
            and proof == self._validator != ""
        )

    def _refuse_beyond(self, size_bytes: int) -> None:
        if size_bytes > self._largest_bytes:
            raise TooLarge(
                f"{self._name} is larger than the {_size(self._largest_bytes)} that are fetched; "
                "ask its artist for a smaller export."
            )


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _size(size_bytes: int) -> str:
    return f"{size_bytes // 1_000_000:,} MB" if size_bytes >= 1_000_000 else f"{size_bytes:,} bytes"


def _unwritable(wrong: OSError) -> GreenroomError:
    if wrong.errno in {errno.ENOSPC, errno.EDQUOT}:
        return GreenroomError("The disk of the media store is full; make room and pull again.")
    return GreenroomError(f"The media store cannot be written to ({wrong.strerror}); ask an admin to look at its disk.")
