"""Reads text of any encoding as people wrote it, or refuses it: never silently as gibberish."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from charset_normalizer import from_bytes

from dashboard.errors import MediaRefused

MAX_BYTES = 4_000_000
MAX_CHARS = 1_000_000
MAX_CHAOS = 0.15
"""charset-normalizer's measure of noise above which a reading is not believed."""
SURE_COHERENCE = 0.3
"""Its measure of how well letters fit a language; below this only plain Western text is believed."""
MAX_WESTERN_ACCENTS = 0.15

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f�]")
_TIMING_LINE = re.compile(r"^\s*(\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->.*$", re.MULTILINE)
_LRC_STAMP = re.compile(r"[\[<]\d{1,3}:\d{2}(?:[.:]\d{1,3})?[\]>]")
_LRC_TAG = re.compile(r"^\[[a-z#]+:.*\]\s*$", re.IGNORECASE | re.MULTILINE)
_VTT_BLOCK = re.compile(r"(WEBVTT|NOTE|STYLE|REGION)\b")
_CUE_TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang|font|\d+:)(?:[.\s][^>]*|[^<>\s]*)?>", re.IGNORECASE)
_SYLLABIC = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SYLLABIC}]|[^\W{_SYLLABIC}]+(?:['’‑-][^\W{_SYLLABIC}]+)*")


def read_text(content: bytes, name: str) -> str:
    """The words in `content`, newlines as \\n; subtitles and lyrics without their timings.

    MediaRefused with a sentence about `name` where it is empty, too long, binary, or in an encoding that
    cannot be told with certainty.
    """
    if len(content) > MAX_BYTES:
        raise _too_long(name)
    text = decode_text(content, name).replace("\r\n", "\n").replace("\r", "\n")
    text = _without_timings(text, PurePath(name).suffix.lower()).strip("\n")
    if not text.strip():
        raise MediaRefused(f"{name} holds no words: write the text in it and send it again.")
    if len(text) > MAX_CHARS:
        raise _too_long(name)
    return text


def count_words(text: str) -> int:
    """Words as a reader counts them; each Chinese or Japanese character is one."""
    return sum(1 for _ in _WORD.finditer(text))


def decode_text(content: bytes, name: str) -> str:
    """Bytes to text: byte-order mark, then UTF-8, then the encoding that the letters themselves give away."""
    text = _marked(content, name)
    if text is None:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = _guessed(content, name)
    text = text.rstrip("\x1a").replace("\ufeff", "")  # DOS ended files so; joined files keep inner marks
    if _CONTROL.search(text.replace("\x1b", "")):
        raise MediaRefused(f"{name} is not readable text: save it as plain text in UTF-8 and send it again.")
    return text


def _too_long(name: str) -> MediaRefused:
    return MediaRefused(f"{name} is longer than a million characters: send only the part that is meant to be read.")


def _marked(content: bytes, name: str) -> str | None:
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    for mark, encoding in marks:
        if content.startswith(mark):
            try:
                return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
            except UnicodeDecodeError as wrong:
                raise MediaRefused(
                    f"{name} is damaged: it says it is {encoding.upper()} and is not, so save it as UTF-8 "
                    "and send it again."
                ) from wrong
    return None


def _guessed(content: bytes, name: str) -> str:
    unsure = MediaRefused(
        f"{name} is in an encoding that cannot be told with certainty: save it as UTF-8 and send it again."
    )
    if b"\x00" in content:
        raise MediaRefused(f"{name} is not readable text: save it as plain text in UTF-8 and send it again.")
    best = from_bytes(content).best()
    if best is not None and best.chaos <= MAX_CHAOS and best.coherence >= SURE_COHERENCE:
        return str(best)
    western = _western(content)
    if western is None:
        raise unsure
    return western


def _western(content: bytes) -> str | None:
    """Mostly plain letters with a few accents: Western European, too short to prove and never far wrong."""
    if sum(byte > 0x7F for byte in content) > len(content) * MAX_WESTERN_ACCENTS:
        return None
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    plausible = set("‘’“”«»‹›…–—€£¥§©®°·¡¿•™ªº´¨¸ \u00ad\u200b")
    return text if all(char < "\x80" or char.isalpha() or char in plausible for char in text) else None


def _without_timings(text: str, suffix: str) -> str:
    if suffix == ".lrc":
        return _LRC_STAMP.sub("", _LRC_TAG.sub("", text))
    if suffix in {".vtt", ".srt"} or text.startswith("WEBVTT") or re.match(r"\s*\d+\n\d+:\d\d:\d\d,\d", text):
        return _cues(text)
    return text


def _cues(text: str) -> str:
    """The spoken lines of WebVTT or SubRip, one cue after the other."""
    spoken: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        timing = _TIMING_LINE.search(block)
        if timing:
            spoken.append(_CUE_TAG.sub("", block[timing.end() :]).strip("\n"))
        elif not _VTT_BLOCK.match(block):
            spoken.append(block)
    return "\n".join(lines for lines in spoken if lines.strip())
