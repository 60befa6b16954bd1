"""Serving one stored file to a browser that holds a signed link."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from dashboard.errors import NotAllowed, NotFound
from dashboard.media.link_key import link_key
from dashboard.media.links import Claim, verify
from dashboard.media.store import MediaStore
from dashboard.settings import settings

SHOWN = ("image/", "video/", "audio/")
"""What a browser may show; text goes out as plain text and all else as a download."""

ALWAYS = "Thu, 01 Jan 1970 00:00:00 GMT"
"""Said instead of when a file came in: its bytes never change, and who judges blind is not to learn its age."""


def piece(request: Request) -> Response:
    """Answer `/piece/{token}`: the file, whole or the part asked for, or one sentence that says why not."""
    now_s = time.time()
    try:
        claim = verify(request.path_params["token"], now_s, link_key())
        path = MediaStore(settings().media_root).local_path(claim.content_hash)
    except NotAllowed as refusal:
        return PlainTextResponse(str(refusal), 403, {"Cache-Control": "no-store"})
    except NotFound as missing:
        return PlainTextResponse(str(missing), 404, {"Cache-Control": "no-store"})
    return FileResponse(path, media_type=_served_type(claim.media_type), headers=_headers(claim, now_s))


def _served_type(media_type: str) -> str:
    if media_type.startswith("text/"):
        return "text/plain; charset=utf-8"
    return media_type if media_type.startswith(SHOWN) else "application/octet-stream"


def _headers(claim: Claim, now_s: float) -> dict[str, str]:
    headers = {
        "Cache-Control": f"private, max-age={int(claim.expires_at_s - now_s)}, immutable",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{claim.content_hash}"',
        "Last-Modified": ALWAYS,
    }
    if claim.media_type.startswith("image/svg"):
        # A drawing is a document that may carry scripts; opened by itself it gets no rights at all.
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if _served_type(claim.media_type) == "application/octet-stream":
        headers["Content-Disposition"] = "attachment"
    return headers
