"""Which formats are admitted, and what the first bytes of a file say it is."""

from __future__ import annotations

import re

FORMAT_WHITELIST = "mov,matroska,avi,mpegts,mpeg,mp3,wav,flac,ogg,aac,aiff,asf,mxf,png_pipe,jpeg_pipe,webp_pipe,gif"
"""Demuxers, by libavformat's names, that read one file and open no other."""
MAX_PIXELS = 50_000_000
HEAD_BYTES = 4096

TEXT_SUFFIXES = frozenset({".txt", ".md", ".vtt", ".srt", ".lrc"})
PROJECT_SUFFIXES = frozenset(
    """
    .7z .aep .afdesign .afphoto .ai .als .ardour .ase .aseprite .aup3 .band .blend .c4d .clip .cpr .drp .fbx
    .fig .fla .flp .glb .gltf .gp5 .gz .indd .kdenlive .kra .ma .max .mb .mid .midi .mlt .mmp .mmpz .mscz
    .musicxml .mxl .obj .ora .osp .prproj .psb .psd .ptx .rar .rpp .sesx .sib .sketch .stl .tar .usdz
    .veg .xcf .xz .zip
    """.split()  # noqa: SIM905
)
"""Kept as attachments and never opened."""

SOUND_REMEDY = "send it as WAV, FLAC, MP3, M4A or Ogg"
PICTURE_REMEDY = "send it as PNG, JPEG or WebP"
VIDEO_REMEDY = "send it as MP4, MOV, MKV or WebM"
MOVING_REMEDY = "send it as GIF, MP4 or WebM"
TEXT_REMEDY = "send its words as a .txt or .md file"
ANY_REMEDY = "send video as MP4, sound as WAV or FLAC, pictures as PNG or JPEG, words as .txt"

# Offset, bytes, what it is called, what to send instead.
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x0bw", "bare AC-3 sound", SOUND_REMEDY),
    (0, b"w\x0b", "bare AC-3 sound", SOUND_REMEDY),
    (0, b"MAC ", "Monkey's Audio", SOUND_REMEDY),
    (0, b"MP+", "Musepack sound", SOUND_REMEDY),
    (0, b"MPCK", "Musepack sound", SOUND_REMEDY),
    (0, b"wvpk", "WavPack sound", SOUND_REMEDY),
    (0, b"TTA1", "True Audio", SOUND_REMEDY),
    (0, b"caff", "Core Audio (CAF) sound", SOUND_REMEDY),
    (0, b"riff\x2e\x91\xcf\x11", "Wave64 sound", SOUND_REMEDY),
    (0, b"#!AMR", "AMR telephone sound", SOUND_REMEDY),
    (0, b".snd", "AU sound", SOUND_REMEDY),
    (0, b"DSD ", "DSD sound", SOUND_REMEDY),
    (0, b"MThd", "MIDI", SOUND_REMEDY),
    (0, b".RMF", "RealMedia", VIDEO_REMEDY),
    (0, b"FLV\x01", "Flash video", VIDEO_REMEDY),
    (0, b"CWS", "Flash", VIDEO_REMEDY),
    (0, b"FWS", "Flash", VIDEO_REMEDY),
    (0, b"BM", "a BMP picture", PICTURE_REMEDY),
    (0, b"II*\x00", "a TIFF or camera-raw picture", PICTURE_REMEDY),
    (0, b"MM\x00*", "a TIFF or camera-raw picture", PICTURE_REMEDY),
    (0, b"8BPS", "a Photoshop file", PICTURE_REMEDY),
    (0, b"\xff\x0a", "a JPEG XL picture", PICTURE_REMEDY),
    (0, b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture", PICTURE_REMEDY),
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture", PICTURE_REMEDY),
    (0, b"%PDF", "a PDF", "send its pictures as PNG or its words as .txt"),
    (0, b"{\\rtf", "a rich-text document", TEXT_REMEDY),
    (0, b"\xd0\xcf\x11\xe0", "an old Office document", TEXT_REMEDY),
    (
        0,
        b"PK\x03\x04",
        "a zip archive or Office document",
        "send the files in it one by one, or name it .zip",
    ),
    (0, b"Rar!", "a RAR archive", "send the files in it one by one"),
    (0, b"7z\xbc\xaf", "a 7z archive", "send the files in it one by one"),
    (0, b"\x1f\x8b", "a gzip archive", "send the file in it"),
    (0, b"MZ", "a Windows program", ANY_REMEDY),
    (0, b"\x7fELF", "a program", ANY_REMEDY),
)

_PLAYLIST = re.compile(
    rb"\s*(#EXTM3U|#EXTINF|ffconcat\s|file\s+['\"/\w]|\[playlist\]|\[reference\]|<asx|<smil|<wpl|v=0\s|"
    rb"<\?xml[^>]*>\s*(<!--.*?-->\s*)*<(MPD|SmoothStreamingMedia|playlist|rss|feed)\b|<MPD\b|#EXT-X-)",
    re.IGNORECASE | re.DOTALL,
)
_WEB_PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def is_svg(head: bytes) -> bool:
    """Whether the first bytes open an SVG, after any declaration, comment or document type."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return plain.startswith(b"<") and not _WEB_PAGE.match(plain) and re.search(rb"<(\w+:)?svg[\s>]", plain) is not None


def is_plain(head: bytes) -> bool:
    """Whether the first bytes may be text of some encoding: marked as UTF-16, or free of control codes."""
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or not _CONTROL.search(head)


def is_text(head: bytes) -> bool:
    """Whether the first bytes are UTF-8 text without control characters; the last character may be cut."""
    if not head or _CONTROL.search(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return len(head) == HEAD_BYTES and wrong.start >= HEAD_BYTES - 3
    return True


def text_in_disguise(head: bytes) -> tuple[str, str] | None:
    """What a text that is not media is called, and the remedy; None where it is not text."""
    if not is_text(head):
        return None
    if _PLAYLIST.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "a playlist that only points at other files", "send the media files themselves"
    if _WEB_PAGE.match(head):
        return "a web page, not media", "download the file itself and send that"
    return "plain text, not media", "send the media file, or name it .txt if it is meant to be read"


def refused_format(head: bytes) -> tuple[str, str] | None:
    """The name of a known format outside the whitelist and what to send instead."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and head[12:16] == b"VP8X" and head[20:21] and head[20] & 2:
        return "an animated WebP", MOVING_REMEDY
    if head.startswith(b"\x89PNG") and b"acTL" in head:
        return "an animated PNG", MOVING_REMEDY
    for offset, signature, called, remedy in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return called, remedy
    return None
