"""The server: the app, signed media, files that artists send, health, headers, and the worker beside it.

Started with `streamlit run dashboard/server.py`, or `uvicorn dashboard.server:app` from the root folder.
"""

# ruff: noqa: E402  (the root folder must be found before anything of ours is imported)

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.errors import GreenroomError
from dashboard.intake.receiving import receive
from dashboard.media.serving import piece
from dashboard.people.door import ThisMachineOnly
from dashboard.people.return_path import ReturnPath
from dashboard.people.safe_headers import SafeHeaders
from dashboard.storage.engine import database
from dashboard.storage.upgrade import is_current, upgrade
from dashboard.ui import faults
from dashboard.ui.components import rundown_list_script
from dashboard.ui.screens import SCREENS
from dashboard.ui.sign_in import local_mode, over_https
from dashboard.work.child import worker_child


def home(request: Request) -> Response:
    """The first page has no address of its own; whoever writes its name comes there all the same."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


def healthz(_request: Request) -> Response:
    """Whether the database answers and has the tables of this version."""
    try:
        ready = is_current(database())
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, 503)
    return JSONResponse({"status": "ok" if ready else "the database awaits an upgrade"}, 200 if ready else 503)


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Bring the database up to date, then keep a worker for as long as the server runs."""
    upgrade(database())
    async with contextlib.AsyncExitStack() as beside:
        if os.environ.get("GREENROOM_NO_WORKER") != "1":
            await beside.enter_async_context(worker_child())
        yield {}


try:
    local_mode()
except GreenroomError as wrong:
    sys.exit(f"greenroom: {wrong}")

app = st.App(
    ROOT / "dashboard" / "app.py",
    lifespan=lifespan,
    routes=[
        Route("/piece/{token}", piece),
        Route("/upload/{token}", receive, methods=["PUT"]),
        Route(rundown_list_script.ROUTE, rundown_list_script.script),
        Route(f"/{SCREENS[0].name}", home),
        Route("/healthz", healthz),
    ],
    middleware=[
        Middleware(SafeHeaders, https=over_https),
        Middleware(ThisMachineOnly, applies=local_mode),
        Middleware(ReturnPath, pages={screen.name for screen in SCREENS}),
    ],
    on_script_error=faults.show,
)
