"""Does a file end where its own headers say it does? Tells a cut-off upload apart without decoding it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

OGG_TAIL_BYTES = 1 << 17
"""Two pages of the largest size Ogg allows."""
UNKNOWN_RIFF_SIZE = 0x7FFF_0000
"""Recorders that could not know the length wrote sizes from here up."""
_ISO_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"meta", b"styp", b"sidx", b"mfra"})
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"


def claimed_bytes(path: Path) -> int | None:
    """How long the file must be by its own account; None where its format does not say."""
    with path.open("rb") as file:
        head = file.read(16)
        if head[:4] == b"RIFF":
            return _riff(file, head)
        if head[4:8] in _ISO_BOXES:
            return _iso(file, path.stat().st_size)
        if head[:4] == _EBML:
            return _matroska(file)
        if head[:4] == b"OggS":
            return _ogg(file, path.stat().st_size)
    return None


def ends_unfinished(path: Path) -> bool:
    """Whether a GIF lacks the mark that ends every GIF."""
    with path.open("rb") as file:
        if file.read(4) != b"GIF8":
            return False
        file.seek(max(path.stat().st_size - 64, 0))
        return not file.read().rstrip(b"\x00").endswith(b";")


def _riff(file: BinaryIO, head: bytes) -> int | None:
    """WAV, AVI and WebP: the outer size, and in WAV also the size of the sound."""
    outer = int.from_bytes(head[4:8], "little")
    claims = [outer + 8] if outer < UNKNOWN_RIFF_SIZE else []
    position = 12
    while head[8:12] == b"WAVE":
        file.seek(position)
        chunk = file.read(8)
        if len(chunk) < 8:
            break
        size = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            if size < UNKNOWN_RIFF_SIZE:
                claims.append(position + 8 + size)
            break
        position += 8 + size + size % 2
    return max(claims, default=None)


def _iso(file: BinaryIO, size_bytes: int) -> int | None:
    """MP4, MOV, AVIF: a chain of boxes. Rubbish after the last known box is none of its business."""
    position = claimed = 0
    while position + 8 <= size_bytes:
        file.seek(position)
        header = file.read(16)
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8:  # 0 means "to the end"
            break
        position += length
        if header[4:8] in _ISO_BOXES:
            claimed = position
    return claimed or None


def iso_length_s(path: Path) -> Fraction | None:
    """How long the movie header of an MP4 or MOV says it lasts; libavformat believes the tracks instead."""
    with path.open("rb") as file:
        if file.read(8)[4:] not in _ISO_BOXES:
            return None
        movie = _find_box(file, 0, path.stat().st_size, b"moov")
        header = _find_box(file, *movie, b"mvhd") if movie else None
        if header is None:
            return None
        file.seek(header[0])
        body = file.read(32)
    long = body[:1] == b"\x01"
    scale = int.from_bytes(body[20:24] if long else body[12:16], "big")
    ticks = body[24:32] if long else body[16:20]
    unknown = not ticks.strip(b"\xff") or not scale
    return None if unknown else Fraction(int.from_bytes(ticks, "big"), scale)


def _find_box(file: BinaryIO, start: int, end: int, kind: bytes) -> tuple[int, int] | None:
    """Where the body of the first such box begins and ends."""
    while start + 8 <= end:
        file.seek(start)
        header = file.read(16)
        length, skipped = int.from_bytes(header[:4], "big"), 8
        if length == 1:
            length, skipped = int.from_bytes(header[8:16], "big"), 16
        if length < skipped:
            return None
        if header[4:8] == kind:
            return start + skipped, min(start + length, end)
        start += length
    return None


def _matroska(file: BinaryIO) -> int | None:
    """The EBML header, then one segment with a size unless it was streamed."""
    file.seek(4)
    length, _ = _vint(file)
    if length is None:
        return None
    file.seek(file.tell() + length)
    if file.read(4) != _SEGMENT:
        return None
    length, unknown = _vint(file)
    return None if length is None or unknown else file.tell() + length


def _vint(file: BinaryIO) -> tuple[int | None, bool]:
    """EBML's number of variable width, and whether it is the one that means "unknown"."""
    first = file.read(1)
    if not first or first[0] == 0:
        return None, False
    width = 9 - first[0].bit_length()
    rest = file.read(width - 1)
    value = int.from_bytes(bytes([first[0] & (0xFF >> width)]) + rest, "big")
    return value, value == (1 << 7 * width) - 1


def _ogg(file: BinaryIO, size_bytes: int) -> int | None:
    """The end of the last page, by its table of segments."""
    start = max(size_bytes - OGG_TAIL_BYTES, 0)
    file.seek(start)
    tail = file.read()
    page = tail.rfind(b"OggS\x00")
    if page < 0:
        return None
    table = page + 27
    if len(tail) < table:
        return start + table
    segments = tail[table : table + tail[table - 1]]
    missing = tail[table - 1] - len(segments)
    return start + table + len(segments) + missing + sum(segments)


def mp3_states_length(path: Path) -> bool:
    """Whether an MP3 carries a Xing, Info or VBRI header; without one players only guess its length."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3":
            seven_bits = [byte & 0x7F for byte in head[6:10]]
            file.seek(10 + (seven_bits[0] << 21 | seven_bits[1] << 14 | seven_bits[2] << 7 | seven_bits[3]))
        else:
            file.seek(0)
        start = file.read(4096)
    return any(mark in start for mark in (b"Xing", b"Info", b"VBRI"))


def png_size(path: Path) -> tuple[int, int]:
    """Width and height from a PNG's header; zeros for other files."""
    with path.open("rb") as file:
        head = file.read(24)
    if head[:8] != b"\x89PNG\r\n\x1a\n":
        return 0, 0
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
