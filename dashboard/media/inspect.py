"""The door: every file from outside is looked at here, in a guarded child, before anything else opens it."""

from __future__ import annotations

import json
import sys
from pathlib import Path, PurePath
from typing import Any

from dashboard.errors import MediaRefused
from dashboard.media import names
from dashboard.media.child import MIB, run_guarded
from dashboard.media.facts import Inspection, Kind, MediaFacts
from dashboard.media.formats import PROJECT_SUFFIXES
from dashboard.media.raster import rasterise
from dashboard.settings import ROOT

MEMORY_BYTES = 2048 * MIB
BASE_S = 300
SECONDS_PER_MIB = 4
"""High definition takes about this long at worst to decode and encode small."""
CPU_PER_WALL = 2
"""Decoders use two threads."""
WRITTEN_BYTES = 4096 * MIB

DECLARED: dict[str, Kind] = {
    "video": "video", "animation": "video",
    "audio": "audio", "music": "audio", "vocals": "audio", "sound": "audio",
    "image": "image", "illustration": "image", "photo": "image",
    "text": "text", "project": "project",
}  # fmt: skip
"""What each kind of contribution is made of."""

_CHILD_ENV = {
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    # Each thread pool and each malloc arena would reserve a share of the address space that is limited.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}


def inspect(path: Path, *, name: str, declared_kind: str | None = None, workdir: Path) -> Inspection:
    """Decode the file from end to end and make its poster, proxy and raster in `workdir`.

    `name` is the file name that people know, used in every sentence and for the extensions of texts and
    project files; all else is decided by content. MediaRefused, with one sentence and a remedy, for what is
    not admitted; nothing is left in `workdir` then.
    """
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise MediaRefused(f"{name} is empty: export it again and send the whole file.")
    if PurePath(name).suffix.lower() in PROJECT_SUFFIXES:
        return Inspection(MediaFacts("project", size_bytes), note=_note(declared_kind, "project"))
    try:
        return _examine(path, name, workdir, declared_kind)
    except BaseException:
        for left in names.ALL:
            (workdir / left).unlink(missing_ok=True)
        raise


def _examine(path: Path, name: str, workdir: Path, declared_kind: str | None) -> Inspection:
    result = _ask_child(path, name, workdir)
    if "refused" in result:
        raise MediaRefused(result["refused"])
    facts = MediaFacts.from_dict(result["facts"])
    poster = workdir / result["poster"] if result.get("poster") else None
    raster = None
    if facts.container == "svg":
        raster, poster = rasterise(workdir / names.CLEAN_SVG, name, workdir)
        (workdir / names.CLEAN_SVG).unlink()
    return Inspection(
        facts=facts,
        poster=poster,
        proxy=workdir / result["proxy"] if result.get("proxy") else None,
        raster=raster,
        note=_note(declared_kind, facts.kind),
    )


def _ask_child(path: Path, name: str, workdir: Path) -> dict[str, Any]:
    wall_s = BASE_S + SECONDS_PER_MIB * (path.stat().st_size // MIB)
    answer = workdir / names.RESULT
    answer.unlink(missing_ok=True)
    ran = run_guarded(
        [
            sys.executable,
            "-m",
            "dashboard.media.inspect_child",
            str(path.absolute()),
            name,
            str(workdir.absolute()),
        ],
        what=name,
        timeout_s=wall_s,
        cpu_s=wall_s * CPU_PER_WALL,
        memory_bytes=MEMORY_BYTES,
        file_bytes=WRITTEN_BYTES,
        env=_CHILD_ENV,
    )
    if ran.failed or not answer.is_file():
        raise MediaRefused(f"{ran.failed or name + ' left no answer'} while it was examined: export it again, simpler.")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    answer.unlink()
    return found


def _note(declared_kind: str | None, kind: Kind) -> str | None:
    """What to tell the producer where the file is not of the declared kind."""
    expected = DECLARED.get((declared_kind or "").strip().lower())
    if expected is None or expected == kind:
        return None
    return f"It was declared as {declared_kind} and is {kind}."
