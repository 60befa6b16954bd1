"""Runs in a guarded child process: looks at one strange file and writes what it found to `result.json`.

Arguments: the file, the name that people know it by, the work folder.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path, PurePath
from typing import Any

from dashboard.errors import MediaRefused
from dashboard.media import names
from dashboard.media.facts import MediaFacts
from dashboard.media.formats import HEAD_BYTES, TEXT_SUFFIXES, is_plain, is_svg

RASTER_BOX = (1920, 1080)


def look(path: Path, name: str, workdir: Path) -> dict[str, Any]:
    """What `result.json` holds: facts, measurements and the names of files made."""
    suffix = PurePath(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if suffix in TEXT_SUFFIXES and is_plain(head):
        return {"facts": _text(path, name).to_dict()}
    if is_svg(head) or (suffix == ".svg" and is_plain(head)):
        return {"facts": _svg(path, name, workdir).to_dict()}
    # Loading the decoders takes longer than reading most texts.
    from dashboard.media.decode import examine  # noqa: PLC0415

    examined = examine(path, name, workdir)
    return {
        "facts": examined.facts.to_dict(),
        "measured": examined.measured.to_dict(),
        "poster": examined.poster,
        "proxy": examined.proxy,
    }


def _text(path: Path, name: str) -> MediaFacts:
    from dashboard.media.text import MAX_BYTES, count_words, read_text  # noqa: PLC0415

    with path.open("rb") as file:
        text = read_text(file.read(MAX_BYTES + 1), name)
    return MediaFacts(
        kind="text", size_bytes=path.stat().st_size, container="text", text=text, word_count=count_words(text)
    )


def _svg(path: Path, name: str, workdir: Path) -> MediaFacts:
    from dashboard.media.svg import MAX_BYTES, clean_svg  # noqa: PLC0415

    with path.open("rb") as file:
        clean = clean_svg(file.read(MAX_BYTES + 1), name, box=RASTER_BOX)
    (workdir / names.CLEAN_SVG).write_bytes(clean.content)
    return MediaFacts(
        kind="image", size_bytes=path.stat().st_size, container="svg", width=clean.width, height=clean.height
    )


def main(argv: list[str]) -> None:
    """Look, and write the result; what is not foreseen ends in a traceback and exit code 1."""
    path, name, workdir = Path(argv[0]), argv[1], Path(argv[2])
    try:
        result = look(path, name, workdir)
    except MediaRefused as refused:
        result = {"refused": str(refused)}
    (workdir / names.RESULT).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
