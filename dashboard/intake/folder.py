"""A folder or manifest on this machine: what it lists, and which file inside it each row means."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dashboard.errors import BadInput, BadManifest, NotFound
from dashboard.intake.cells import readable
from dashboard.intake.manifest import Manifest, read_manifest
from dashboard.intake.record import Row

MANIFESTS = ("manifest.csv", "manifest.tsv", "manifest.json")
MOST_FILES = 20_000
_NOT_PIECES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Place:
    """A source that was found: its folder, what it lists, and the path that it is known by."""

    location: Path
    """The folder, or the manifest where it is not one that its folder is known by."""
    folder: Path
    listed: Manifest


def open_place(location: Path) -> Place:
    """Read the manifest of a folder, a manifest itself, or a bare folder of which every file is a piece.

    NotFound where there is nothing, BadManifest where nothing can be made of it.
    """
    path = location.expanduser()
    try:
        path = path.resolve()
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError, RuntimeError):
        is_folder = is_file = False
    if is_folder:
        manifest = next((path / name for name in MANIFESTS if (path / name).is_file()), None)
        return Place(path, path, read_manifest(manifest) if manifest else _bare(path))
    if not is_file:
        raise NotFound(f"“{location}” is not here; give the path of a folder or of a manifest.")
    if path.suffix.lower() not in {".csv", ".tsv", ".json"}:
        raise BadManifest(f"{path.name} is not a manifest; give a folder, or a .csv, .tsv or .json file.")
    chosen = next((name for name in MANIFESTS if (path.parent / name).is_file()), None)
    return Place(path.parent if path.name == chosen else path, path.parent, read_manifest(path))


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
    rows = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(name for name in files if not _hidden(name)):
            path = (Path(parent) / name).relative_to(folder).as_posix()
            rows.append(Row("", {"file": path, "title": readable(path)}))
        if len(rows) > MOST_FILES:
            raise BadManifest(
                f"{folder.name} holds more than {MOST_FILES:,} files; give a smaller folder or a manifest."
            )
    if not rows:
        raise BadManifest(f"{folder.name} is empty; put media in it, or a manifest.csv that lists them.")
    return Manifest(tuple(rows))


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _NOT_PIECES
