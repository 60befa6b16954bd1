"""The script of the rundown's list, which the server hands out under a name that changes with it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

FILE = Path(__file__).parent / "rundown_list.js"
"""Built from rundown_list/*.js and SortableJS by build/build.js."""
VERSION = sha256(FILE.read_bytes()).hexdigest()[:12]
ROUTE = "/components/rundown_list.{version}.js"
KEPT = "public, max-age=31536000, immutable"


def address() -> str:
    """Where a browser gets it."""
    return ROUTE.format(version=VERSION)


def script(request: Request) -> Response:
    """Answer `ROUTE`. An older page gets the script of today, and is told not to keep it under that name."""
    current = request.path_params["version"] == VERSION
    return FileResponse(FILE, media_type="text/javascript", headers={"Cache-Control": KEPT if current else "no-store"})
