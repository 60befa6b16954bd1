"""The file name under which a contribution's media goes to an editor, and comes back."""

from __future__ import annotations

import re
import unicodedata

LONGEST_STEM = 40
_ENDINGS = {
    "mov": "mp4", "matroska": "mkv", "mp3": "mp3", "wav": "wav", "flac": "flac", "ogg": "ogg", "aiff": "aiff",
    "mpegts": "ts", "avi": "avi", "gif": "gif", "svg": "svg", "png_pipe": "png", "jpeg_pipe": "jpg",
    "webp_pipe": "webp", "aac": "aac",
}  # fmt: skip
_USUAL = {"video": "mp4", "audio": "wav", "image": "png"}
_ENDING = re.compile(
    r"\.(mp4|m4v|mov|mkv|webm|avi|ts|mxf|wav|aif|aiff|flac|mp3|m4a|aac|ogg|opus|png|jpe?g|gif|webp|tiff?|svg|txt|md)$",
    re.IGNORECASE,
)
_OURS = re.compile(r"(\d{5,9})-[a-z0-9-]*")


def media_name(contribution_id: int, title: str, kind: str, container: str | None) -> str:
    """`00012-night-ferry.mp4`: id, title in plain letters, and the ending that goes with libavformat's name."""
    ending = _ENDINGS.get((container or "").split(",", maxsplit=1)[0], _USUAL.get(kind, "bin"))
    if ending == "mp4" and kind == "audio":
        ending = "m4a"
    return f"{contribution_id:05}-{_plain(title)}.{ending}"


def stem(file_name: str) -> str:
    """A name for comparing: without folder and the ending of a media file, in lower case."""
    last = re.split(r"[/\\]", file_name.strip())[-1]
    return _ENDING.sub("", last).casefold()


def is_media_name(text: str) -> bool:
    """Whether a text ends like a media file's name."""
    return _ENDING.search(text.strip()) is not None


def id_in(file_name: str) -> int | None:
    """The id in a name of ours; none for other names."""
    found = _OURS.fullmatch(stem(file_name))
    return int(found[1]) if found else None


def _plain(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_STEM].strip("-") or "piece"
