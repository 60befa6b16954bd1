"""The door: every file from outside is looked at here, in a guarded child, before anything else opens it."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from dashboard.errors import MediaRefused
from dashboard.media import names
from dashboard.media.checks import Measured
from dashboard.media.child import MIB, run_guarded
from dashboard.media.facts import NOTHING_TO_MEASURE, Inspection, Kind, MediaFacts
from dashboard.media.formats import PROJECT_SUFFIXES
from dashboard.media.raster import rasterise
from dashboard.media.sound_print import SHORTEST_MS, sound_print
from dashboard.media.watching import still_print
from dashboard.settings import ROOT

log = logging.getLogger(__name__)

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


def inspect(
    path: Path,
    *,
    name: str,
    declared_kind: str | None = None,
    workdir: Path,
    stop: Callable[[], bool] | None = None,
) -> Inspection:
    """Decode the file from end to end, measure it, and make its poster, proxy and raster in `workdir`.

    `name` is the file name that people know, used in every sentence and for the extensions of texts and
    project files; all else is decided by content. MediaRefused, with one sentence and a remedy, for what is
    not admitted; nothing is left in `workdir` then. What cannot be measured is told in the result
    and refuses nothing. `stop`, asked while it decodes, ends it with a refusal.
    """
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise MediaRefused(f"{name} is empty: export it again and send the whole file.")
    if PurePath(name).suffix.lower() in PROJECT_SUFFIXES:
        return Inspection(MediaFacts("project", size_bytes), note=_note(declared_kind, "project"))
    try:
        return _examine(path, name, workdir, declared_kind, stop)
    except BaseException:
        for left in names.ALL:
            (workdir / left).unlink(missing_ok=True)
        raise


def _examine(
    path: Path, name: str, workdir: Path, declared_kind: str | None, stop: Callable[[], bool] | None
) -> Inspection:
    result = _ask_child(path, name, workdir, stop)
    if "refused" in result:
        raise MediaRefused(result["refused"])
    facts = MediaFacts.from_dict(result["facts"])
    poster = workdir / result["poster"] if result.get("poster") else None
    raster = None
    if facts.container == "svg":
        raster, poster = rasterise(workdir / names.CLEAN_SVG, name, workdir)
        (workdir / names.CLEAN_SVG).unlink()
    proxy = workdir / result["proxy"] if result.get("proxy") else None
    found = Measured.from_dict(result["measured"]) if "measured" in result else NOTHING_TO_MEASURE
    return Inspection(
        facts=facts,
        poster=poster,
        proxy=proxy,
        raster=raster,
        measured=_with_prints(found, facts, poster, proxy),
        note=_note(declared_kind, facts.kind),
    )


def _with_prints(found: Measured, facts: MediaFacts, poster: Path | None, proxy: Path | None) -> Measured:
    """The prints that are taken from our own copies: of a still by its poster, of sound by its proxy."""
    try:
        if facts.kind == "image" and poster:
            return replace(found, picture_prints=still_print(poster))
        if facts.has_sound and not facts.silent and proxy and (facts.duration_ms or 0) >= SHORTEST_MS:
            heard, problem = sound_print(proxy)
            return replace(found, sound_print=heard, problem=found.problem or problem)
    except Exception as fault:
        log.exception("a fingerprint could not be taken")
        return replace(found, problem=f"It has no fingerprint ({type(fault).__name__}): our fault, not the file's.")
    return found


def _ask_child(path: Path, name: str, workdir: Path, stop: Callable[[], bool] | None) -> dict[str, Any]:
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
        stop=stop,
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
