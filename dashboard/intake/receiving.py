"""Files that a browser sends: streamed to disk block by block, and kept there until they are posted."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from dashboard.errors import NotAllowed
from dashboard.media.link_key import link_key
from dashboard.media.links import expiry, sign, verify
from dashboard.media.staging import LARGEST_BYTES
from dashboard.media.store import INCOMING, MediaStore
from dashboard.settings import settings

_UPLOAD = "application/x-greenroom-upload"
"""Stands where links to pieces have a media type: neither kind of link opens the other's door."""


@dataclass(frozen=True)
class Upload:
    """A place for one file; whoever knows its id may post what lies there."""

    upload_id: str

    @classmethod
    def new(cls) -> Upload:
        """A place that nobody can guess."""
        return cls(secrets.token_hex(16))

    @property
    def address(self) -> str:
        """The path of the server that takes the file, for six to twelve hours."""
        return f"/upload/{sign(self.upload_id, _UPLOAD, expiry(time.time()), link_key())}"

    @property
    def path(self) -> Path:
        """Where the file lies once it has arrived whole."""
        return MediaStore(settings().media_root).root / INCOMING / f"{self.upload_id}.whole"


async def receive(request: Request) -> Response:
    """Answer `PUT /upload/{token}`: the body goes to disk as it comes, whatever its size, or one sentence why not."""
    try:
        claim = verify(request.path_params["token"], time.time(), link_key())
    except NotAllowed as refusal:
        return PlainTextResponse(str(refusal), 403)
    if claim.media_type != _UPLOAD:
        return PlainTextResponse("This link takes no files; open the page again for one that does.", 403)
    whole = Upload(claim.content_hash).path
    part = whole.with_suffix(f".{secrets.token_hex(4)}")
    try:
        return await _write(request, part, whole)
    except ClientDisconnect:
        return PlainTextResponse("The file did not arrive whole; send it again.", 400)
    except OSError:
        return PlainTextResponse("There is no room for this file; ask an admin.", 507)
    finally:
        part.unlink(missing_ok=True)


async def _write(request: Request, part: Path, whole: Path) -> Response:
    part.parent.mkdir(parents=True, exist_ok=True)
    size_bytes = 0
    with part.open("xb") as target:
        async for block in request.stream():
            size_bytes += len(block)
            if size_bytes > LARGEST_BYTES:
                return PlainTextResponse(f"Files end at {LARGEST_BYTES >> 20:,} MB; send a smaller export.", 413)
            target.write(block)
    part.replace(whole)
    return PlainTextResponse(str(size_bytes), 201)
