"""What records of services have in common, put into our words: markup, credits, and what a file is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from dashboard.community.arrivals import CreditLine
from dashboard.community.folding import fold
from dashboard.errors import BadInput
from dashboard.intake.cells import LONGEST_NAME, one_line, passage, web_address
from dashboard.intake.kinds import kind_of

__all__ = ["credit", "html_text", "kind_by", "medium_of", "web_address"]

# Each alternative ends at the next “<” at the latest, or takes all it has looked at: nothing is looked at twice.
_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*)(?:"[^"<]*"|'[^'<]*'|[^<>])*+>""",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset({
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_MEDIA = {
    "video": "mp4 m4v mov webm mkv avi ogv mpg mpeg wmv flv 3gp ts",
    "audio": "mp3 m4a aac ogg oga opus wav wave flac aif aiff wma",
    "image": "jpg jpeg png gif webp svg svgz tif tiff bmp avif",
    "text": "txt md rtf html htm srt vtt",
    "project": "zip als flp logicx aup aup3 psd xcf blend kra ai",
}
_MEDIUM_OF = {ending: medium for medium, endings in _MEDIA.items() for ending in endings.split()}


def html_text(markup: str) -> str:
    """What a reader sees of HTML, lines kept, in one pass however hostile it is; plain text is only cleaned."""
    if "<" not in markup and "&" not in markup:
        return passage(markup)
    parts: list[str] = []
    at = unseen = 0
    for found in _MARKUP.finditer(markup):
        if not unseen:
            parts.append(unescape(markup[at : found.start()]))
        at = found.end()
        name = (found["name"] or "").lower()
        if name in _UNSEEN:
            unseen = max(0, unseen - 1 if found["end"] else unseen + 1)
        if name in _BLOCKS and not unseen:
            parts.append("\n")
    if not unseen:
        parts.append(unescape(markup[at:]))
    lines = (one_line(line) for line in passage("".join(parts)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def credit(name: str, *, handle: str = "", role: str = "", points: int = 1, verbatim: str = "") -> CreditLine | None:
    """One credit line, or None where nobody is named; BadInput for a name that is no name."""
    name, handle = one_line(name) or one_line(handle), one_line(handle).removeprefix("@")
    if not name:
        return None
    if len(name) > LONGEST_NAME:
        raise BadInput(f"An artist's name is {len(name)} characters long; it cannot be a name.")
    return CreditLine(name, fold(handle or name), one_line(role), points, one_line(verbatim) or name, handle)


def medium_of(mime: str, url: str = "") -> str:
    """video, audio, image, text or project by the type or else the ending; empty where neither tells."""
    mime = mime.partition(";")[0].strip().lower()
    family = mime.partition("/")[0]
    if family in {"video", "audio", "image"}:
        return family
    if mime == "application/ogg":
        return "audio"
    try:
        ending = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower().removeprefix(".")
    except ValueError:
        ending = ""
    return _MEDIUM_OF.get(ending, "text" if family == "text" else "")


def kind_by(
    medium: str, *, words: Iterable[str] = (), title: str = "", duration_ms: int | None = None, mime: str = ""
) -> str:
    """The kind of a piece whose file is still unseen; text where there is no file at all.

    `words` are the source's own for what it is: its type, category or tags.
    """
    said = " ".join(one_line(word) for word in words)
    is_jpeg = "jpeg" in mime.lower() or "jpg" in mime.lower()
    # Long enough for music unless the source says otherwise: most sound that is offered for a show is.
    length_ms = duration_ms if duration_ms is not None else 60_000
    return kind_of(
        medium or "text", declared="", role=said.casefold(), title=title, duration_ms=length_ms, is_jpeg=is_jpeg
    )
