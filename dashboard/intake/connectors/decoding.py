"""From the bytes of a feed to XML in UTF-8 that a parser can be given without fear."""

from __future__ import annotations

import codecs
import re
import zlib

from dashboard.errors import MediaRefused, SourceFailed
from dashboard.intake.web import LARGEST_ANSWER_BYTES
from dashboard.media.text import decode_text

MOST_EXPANDED_CHARACTERS = 1_000_000
"""What the entities that a document declares may add to it."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
)  # fmt: skip
# What “<?” or “<” and a letter begin with where no mark says so, by where the zeros stand.
_UNMARKED = (
    (re.compile(rb"\0\0\0<", re.DOTALL), "utf-32-be"), (re.compile(rb"<\0\0\0", re.DOTALL), "utf-32-le"),
    (re.compile(rb"\0<\0", re.DOTALL), "utf-16-be"), (re.compile(rb"<\0.\0", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)  # fmt: skip
_DECLARATION = re.compile(r"<\?xml[^>]{0,1000}>")
_DECLARED = re.compile(r"""encoding\s*=\s*["']([\w.:-]{1,60})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,60})""", re.IGNORECASE)
# Senders mean the larger set by the name of the smaller one.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "euc-kr": "cp949"}
_NOT_FOR_DOCUMENTS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
_CONTROLS = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])
_FIRST_ELEMENT = re.compile(r"<\w")
_ENTITY = re.compile(r"""<!ENTITY\s+(\w+)\s+("[^"]*"|'[^']*')""")


def unpacked(body: bytes, url: str) -> bytes:
    """The body itself, or what is in it where it is compressed without a word of it in the headers."""
    zlib_header = body[:1] == b"\x78" and int.from_bytes(body[:2]) % 31 == 0
    if body[:2] != b"\x1f\x8b" and not zlib_header:
        return body
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        content = unpacker.decompress(body, LARGEST_ANSWER_BYTES + 1)
    except zlib.error as wrong:
        raise SourceFailed(f"{url} sent compressed data that is broken; pull again later.") from wrong
    if len(content) > LARGEST_ANSWER_BYTES:
        raise SourceFailed(f"{url} unpacks to more than {LARGEST_ANSWER_BYTES >> 20} MB; ask for a shorter feed.")
    if not unpacker.eof:
        raise SourceFailed(f"{url} sent compressed data that ends too early; pull again later.")
    return content


def as_xml(body: bytes, content_type: str, url: str) -> bytes:
    """The document in UTF-8 with a declaration that says so; SourceFailed where it is no markup at all."""
    text = _decoded(unpacked(body, url), content_type, url).translate(_CONTROLS).strip()
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :].lstrip() if declaration else text
    if not text.startswith("<"):
        begins = " ".join(text[:60].split())
        raise SourceFailed(f"{url} sent no feed: " + (f"it begins with “{begins}”." if begins else "it is empty."))
    first = _FIRST_ELEMENT.search(text)
    start = first.start() if first else len(text)
    # Runs of blanks there keep the parser busy for minutes.
    prologue, rest = re.sub(r"\s{2,}", "\n", text[:start]), text[start:]
    _check_entities(prologue, rest, url)
    # The line of its own keeps what follows from being taken for a part of the declaration.
    return f"<?xml version='1.0' encoding='utf-8'?>\n{prologue}{rest}".encode("utf-8", "replace")


def _check_entities(prologue: str, rest: str, url: str) -> None:
    grown = sum(len(value) * rest.count(f"&{name}") for name, value in _ENTITY.findall(prologue))
    if grown > MOST_EXPANDED_CHARACTERS:
        raise SourceFailed(f"{url} declares entities that blow it up beyond any use; it is not read.")


def _decoded(body: bytes, content_type: str, url: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    body = body.lstrip(b" \t\r\n") if body.lstrip(b" \t\r\n").startswith(b"<") else body
    for pattern, encoding in _UNMARKED:
        if pattern.match(body):
            declared = _declared(body[:2000].decode(encoding, "replace"))
            return _tried(body, [declared if encoding == "cp037" else "", encoding]) or body.decode(encoding, "replace")
    charset = _CHARSET.search(content_type)
    names = [charset[1] if charset else "", _declared(body[:2000].decode("latin-1"))]
    # Bytes beyond ASCII that are sound UTF-8 are hardly ever anything else, whatever is declared.
    if not body.isascii():
        names.insert(0, "utf-8")
    found = _tried(body, [name for name in names if name.lower() not in {"us-ascii", "ascii"}])
    return found if found is not None else _guessed(body, url)


def _declared(start: str) -> str:
    declaration = _DECLARATION.match(start)
    found = _DECLARED.search(declaration[0]) if declaration else None
    return found[1] if found else ""


def _tried(body: bytes, encodings: list[str]) -> str | None:
    for name in filter(None, encodings):
        wider = _WIDER.get(name.lower().replace("_", "-"), name)
        for encoding in dict.fromkeys((wider, name)):
            try:
                if codecs.lookup(encoding).name not in _NOT_FOR_DOCUMENTS:
                    return body.decode(encoding)
            except (LookupError, ValueError):
                continue
    return None


def _guessed(body: bytes, url: str) -> str:
    """By what the letters give away, else as Western text: what can be read of a feed is worth more than none."""
    try:
        return decode_text(body, url)
    except MediaRefused:
        return body.decode("cp1252", "replace")
