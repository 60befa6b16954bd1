"""Handing an assembled programme over as a file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard.assembly.service import assemble
from dashboard.errors import BadInput
from dashboard.media.store import MediaStore
from dashboard.people.roles import OPERATOR
from dashboard.storage.engine import Database


def render(
    db: Database, store: MediaStore, episode_id: int, out: Path, profile: str,
    on_progress: Callable[[int, int, str], None],
) -> dict[str, Any]:  # fmt: skip
    """Assemble an episode and put the MP4 at `out`; refuses a place that takes no file before the work begins."""
    if out.is_dir():
        raise BadInput(f"{out} is a folder; give the name of the file to write, such as {out / 'programme.mp4'}.")
    check_folder(out.parent)
    made = assemble(db, store, OPERATOR, episode_id, profile, on_progress=on_progress, stop=lambda: False)
    copy_out(store, made.media_hash, out)
    return {"episode": episode_id, "profile": profile, "frames": made.frames, "file": str(out)}


def check_folder(folder: Path) -> None:
    """Raise BadInput unless files can be put into `folder`, which need not exist yet. Nothing is made."""
    try:
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    except OSError as error:
        raise BadInput(f"{folder} cannot be a folder ({error.strerror}); choose another place.") from None
    if not there.is_dir():
        raise BadInput(f"{there} is not a folder; choose another place.")
    if not os.access(there, os.W_OK | os.X_OK):
        raise BadInput(f"You may not write into {there}; choose another place.")


def copy_out(store: MediaStore, content_hash: str, out: Path) -> None:
    """A copy of a stored file under a name of somebody's own; the name never shows a half-written file."""
    half = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(store.local_path(content_hash), half)
        half.replace(out)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise BadInput(f"{out} cannot be written ({error.strerror}); choose another place.") from None
