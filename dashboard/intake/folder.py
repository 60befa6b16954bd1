"""A folder or manifest on this machine: what it lists, and which file inside it each row means."""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dashboard.errors import BadInput, BadManifest, NotFound
from dashboard.intake.cells import readable
from dashboard.intake.manifest import Manifest, Problem, read_manifest
from dashboard.intake.record import Row
from dashboard.intake.sidecars import with_sidecars

MANIFESTS = ("manifest.csv", "manifest.tsv", "manifest.json", "manifest.xlsx")
TABLES = frozenset({".csv", ".tsv", ".json", ".xlsx"})
MOST_FILES = 20_000
SETTLED_AFTER_S, LOOK_AGAIN_S = 2.0, 0.25
_NOT_PIECES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Place:
    """A source that was found: its folder, what it lists, and the path that it is known by."""

    location: Path
    """The folder, or the manifest where it is not one that its folder is known by."""
    folder: Path
    listed: Manifest


def locate(location: Path) -> Path:
    """The path that a source on this machine is known by: the manifest that a folder is read by is the folder.

    NotFound where there is nothing.
    """
    try:
        path = location.expanduser().resolve()
        if path.is_dir():
            return path
        if path.is_file():
            return path.parent if path.name == _manifest_of(path.parent) else path
    except (OSError, ValueError, RuntimeError):
        pass
    raise NotFound(f"“{location}” is not here; give the path of a folder or of a manifest.")


def open_place(location: Path, columns: Mapping[str, str] | None = None) -> Place:
    """Read the manifest of a folder, a table itself, or a bare folder of which every file is a piece.

    `columns` says how some of our columns are headed there. NotFound where there is nothing, BadManifest where
    nothing can be made of it.
    """
    path = locate(location)
    if path.is_dir():
        manifest = _manifest_of(path)
        return Place(path, path, read_manifest(path / manifest, columns) if manifest else _bare(path))
    if path.suffix.lower() not in TABLES:
        raise BadManifest(f"{path.name} is not a manifest; give a folder, or a .csv, .tsv, .json or .xlsx file.")
    return Place(path, path.parent, read_manifest(path, columns))


def _manifest_of(folder: Path) -> str | None:
    return next((name for name in MANIFESTS if (folder / name).is_file()), None)


def file_in(folder: Path, written: str) -> Path:
    """The file that a manifest means by `written`; BadInput unless it is a plain file inside `folder`.

    Takes Windows' separators, and letters composed in either way.
    """
    if "\x00" in written or written.startswith(("/", "\\")) or _DRIVE.match(written):
        raise BadInput(f"“{written[:200]}” is not a path inside the folder; write it relative to the manifest.")
    for name in dict.fromkeys(
        unicodedata.normalize(form, path) for path in (written, written.replace("\\", "/")) for form in ("NFC", "NFD")
    ):
        if ".." in PurePosixPath(name).parts:
            raise BadInput(f"“{written[:200]}” leads out of the folder; put the file inside it.")
        try:
            found = (folder / name).resolve()
            is_there = found.is_file() and os.access(found, os.R_OK)
        except (OSError, ValueError, RuntimeError):
            continue
        if is_there and not found.is_relative_to(folder.resolve()):
            raise BadInput(f"“{written[:200]}” is a link that leads out of the folder; put the file itself there.")
        if is_there:
            return found
    raise BadInput(f"There is no file “{written[:200]}” that can be read; add it, or correct the path.")


def _bare(folder: Path) -> Manifest:
    """Every file is a piece, but those that only say something of another one."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        here = Path(parent)
        for piece in with_sidecars(here, sorted(name for name in files if not _hidden(name))):
            path = (here / piece.file).relative_to(folder).as_posix()
            row = Row("", {"file": path, "title": readable(path), **piece.cells})
            if problem := piece.problem or _still_growing(here / piece.file):
                problems.append(Problem(row, problem))
            else:
                rows.append(row)
        if len(rows) + len(problems) > MOST_FILES:
            raise BadManifest(
                f"{folder.name} holds more than {MOST_FILES:,} files; give a smaller folder or a manifest."
            )
    if not rows and not problems:
        raise BadManifest(f"{folder.name} is empty; put media in it, or a manifest.csv that lists them.")
    return Manifest(tuple(rows), tuple(problems))


def _still_growing(path: Path) -> str:
    """Why a file must wait that somebody is still writing: it is young, and larger at a second look."""
    try:
        before = path.stat()
        if time.time() - before.st_mtime > SETTLED_AFTER_S:
            return ""
        time.sleep(LOOK_AGAIN_S)
        after = path.stat()
    except OSError:
        return ""
    if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
        return ""
    return "It is still being written; it comes in with the next pull, once it has stopped growing."


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _NOT_PIECES
