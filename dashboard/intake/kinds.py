"""What kind of piece it is: by what the file is, then by what it was called."""

from __future__ import annotations

import re

KINDS = ("video", "music", "vocals", "sound", "illustration", "photo", "text", "project")
MADE_OF = {
    "video": "video", "film": "video", "movie": "video", "animation": "video", "clip": "video",
    "audio": "audio", "music": "audio", "song": "audio", "vocals": "audio", "voice": "audio",
    "sound": "audio", "image": "image", "illustration": "image", "drawing": "image", "picture": "image",
    "photo": "image", "text": "text", "story": "text", "poem": "text", "script": "text", "lyrics": "text",
    "project": "project",
}  # fmt: skip
"""The medium that each declared kind is made of."""
KINDS_OF = {
    "video": ("video",), "audio": ("music", "vocals", "sound"), "image": ("illustration", "photo"),
    "text": ("text",), "project": ("project",),
}  # fmt: skip
"""The kinds that each medium may turn out to be."""
SHORTEST_MUSIC_MS = 10_000

_VOCALS = re.compile(
    r"\b(vocals?|voices?|voice-?over|sings?|sung|singing|singer|speech|spoken|rap|choir|narrat\w+|reading|reader|"
    r"a ?cappella)\b"
)
_MUSIC = re.compile(
    r"\b(music|songs?|score|instrumental|beat|loop|theme|melody|tune|soundtrack|track|remix|waltz|ragtime|"
    r"symphony|sonata)\b"
)
_SOUND = re.compile(r"\b(sounds?|sfx|effects?|foley|ambien\w+|noises?|atmosphere|field recording|roar|click)\b")
_HEARD = (("vocals", _VOCALS), ("music", _MUSIC), ("sound", _SOUND))
_DRAWN = re.compile(r"\b(illustration|drawing|drawn|painting|painted|sketch|comic|vector|collage)")
_PHOTO = re.compile(r"\bphoto")
_SEEN = (("illustration", _DRAWN), ("photo", _PHOTO))


def kind_of(medium: str, *, declared: str, role: str, title: str, duration_ms: int | None, is_jpeg: bool) -> str:
    """One of KINDS. `medium` is what the file was found to be; the words only tell its kinds apart."""
    words = (role.casefold(), declared.casefold(), title.casefold())
    if medium == "audio":
        by_length = "music" if (duration_ms or 0) >= SHORTEST_MUSIC_MS else "sound"
        return next((kind for text in words for kind, said in _HEARD if said.search(text)), by_length)
    if medium == "image":
        # Titles tell what is seen, not how it was made.
        by_format = "photo" if is_jpeg else "illustration"
        return next((kind for text in words[:2] for kind, said in _SEEN if said.search(text)), by_format)
    return medium


def may_be(wanted: str, declared: str) -> bool:
    """Whether a piece declared as `declared` may turn out to be `wanted`, a kind or a medium."""
    medium = MADE_OF.get(declared.casefold(), "")
    return not medium or MADE_OF.get(wanted, wanted) in _possible(medium)


def is_wanted(wanted: str, kind: str) -> bool:
    """Whether `kind` is the wanted one, or one of those of the wanted medium."""
    return kind == wanted or (wanted not in KINDS and kind in KINDS_OF.get(wanted, ()))


def _possible(medium: str) -> tuple[str, ...]:
    # Project files are declared as text by sources that know no other word for them.
    return (medium, "project") if medium == "text" else (medium,)
