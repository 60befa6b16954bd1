"""Sidecars in a drop folder: what a small file beside a piece says of it, in our columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from dashboard.intake.manifest import cells_of

INFO = ".info.json"
LARGEST_SIDECAR_BYTES = 20 * 1024 * 1024
_BESIDE_INFO = frozenset({".vtt", ".srt", ".ass", ".jpg", ".jpeg", ".png", ".webp", ".description", ".part"})
"""What download programs put beside the piece itself: subtitles, thumbnails, leftovers."""
_INFO_FIELDS = {
    "title": "title", "description": "text", "license": "licence", "webpage_url": "origin", "tags": "tags",
    "upload_date": "created_at", "language": "language", "view_count": "views", "like_count": "likes",
    "comment_count": "comments", "uploader_id": "handle",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A file of a drop folder with what its sidecar says."""

    file: str
    cells: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def with_sidecars(folder: Path, names: list[str]) -> Iterator[Piece]:
    """The pieces among the files of one folder. A sidecar is named like its piece: `song.json`, `song.mp3.json`,
    or `song.info.json` as download programs write it."""
    infos = {name.removesuffix(INFO): name for name in names if name.endswith(INFO)}
    others = [name for name in names if not name.endswith(INFO)]
    stems = {PurePath(name).stem for name in others if not name.endswith(".json")} | set(others)
    sidecars = {name for name in others if name.endswith(".json") and name.removesuffix(".json") in stems}
    main = {stem: _main_of(stem, others) for stem in infos}
    for stem in (stem for stem, file in main.items() if file is None):
        yield Piece(infos[stem], problem=f"There is no media file beside it; put “{stem}.…” into the same folder.")
    for name in others:
        stem = PurePath(name).stem
        if name in sidecars or (_belongs_to_info(name, infos) and name not in main.values()):
            continue
        if name.endswith(".part"):
            yield Piece(name, problem="It is still being written; it comes in with the next pull, once it is whole.")
            continue
        said = next((s for s in (f"{name}.json", f"{stem}.json") if s in sidecars), None)
        info = infos.get(stem) if main.get(stem) == name else None
        yield _read(folder, name, said, info)


def _belongs_to_info(name: str, infos: Mapping[str, str]) -> bool:
    return any(name.startswith(f"{stem}.") for stem in infos) and PurePath(name).suffix.lower() in _BESIDE_INFO


def _main_of(stem: str, names: list[str]) -> str | None:
    """The piece that an info file is about: what is named like it and is no subtitle, thumbnail or leftover."""
    alike = [name for name in names if PurePath(name).stem == stem and not name.endswith(".json")]
    return next((name for name in alike if PurePath(name).suffix.lower() not in _BESIDE_INFO), next(iter(alike), None))


def _read(folder: Path, name: str, sidecar: str | None, info: str | None) -> Piece:
    cells: dict[str, str] = {}
    for file, put in ((info, _info_cells), (sidecar, cells_of)):
        if file is None:
            continue
        try:
            if (folder / file).stat().st_size > LARGEST_SIDECAR_BYTES:
                return Piece(name, problem=f"Its sidecar {file} is larger than 20 MB; it cannot be one.")
            said = json.loads((folder / file).read_text("utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            return Piece(name, problem=f"Its sidecar {file} is no JSON that can be read; mend it or take it away.")
        if not isinstance(said, dict):
            return Piece(name, problem=f"Its sidecar {file} holds no fields; write it as {{…}}.")
        cells |= {column: value for column, value in put(said).items() if value}
    return Piece(name, {column: value for column, value in cells.items() if column != "file"})


def _info_cells(said: Mapping[str, Any]) -> dict[str, str]:
    cells = cells_of({ours: said[theirs] for theirs, ours in _INFO_FIELDS.items() if said.get(theirs) is not None})
    artist = next((said[key] for key in ("artist", "creator", "uploader", "channel") if said.get(key)), "")
    site, key = said.get("extractor_key") or said.get("extractor") or "", said.get("id") or ""
    return cells | {"artist": str(artist), "id": f"{str(site).casefold()}:{key}" if site and key else ""}
