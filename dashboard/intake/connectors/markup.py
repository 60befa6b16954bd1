"""What a reader sees of a stranger's HTML, in one pass however hostile it is."""

from __future__ import annotations

import re
from html import unescape

from dashboard.intake.cells import one_line, passage

# Each alternative ends at the next “<” at the latest, or takes all it has looked at: nothing is looked at twice.
_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*)(?:"[^"<]*"|'[^'<]*'|[^<>])*+>""",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset({"script", "style", "template", "noscript"})


def seen_text(markup: str) -> str:
    """Text without tags, lines kept; what was text from the start is only cleaned."""
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
