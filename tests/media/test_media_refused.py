"""What the door turns away, and how it says so."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from dashboard.media import inspect as door
from tests.media.specimens import PICTURE, TONE, Make, cut, look, refusal, write


def test_an_empty_file_is_refused(tmp_path: Path, workdir: Path) -> None:
    assert "is empty" in refusal(write(tmp_path, "rain.mp4", b""), workdir)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{film}\n#EXT-X-ENDLIST\n", "a playlist"),
        ("ffconcat version 1.0\nfile '{film}'\n", "a playlist"),
        ("file '{film}'\n", "a playlist"),
        ("<?xml version='1.0'?>\n<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>", "a playlist"),
        ("v=0\no=- 0 0 IN IP4 127.0.0.1\n", "a playlist"),
        ("<!DOCTYPE html><html><body>404 <svg/></body></html>", "a web page"),
        ("just some words", "plain text"),
    ],
)
def test_texts_that_pose_as_media_are_refused_by_name(
    tmp_path: Path, workdir: Path, film: Path, content: str, told: str
) -> None:
    path = write(tmp_path, "clip.mp4", content.format(film=film).encode())
    assert f"clip.mp4 is {told}" in refusal(path, workdir)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x0bw" + bytes(100), "bare AC-3 sound"),
        (b"MAC \x8f\x0f" + bytes(100), "Monkey's Audio"),
        (b"MPCK" + bytes(100), "Musepack"),
        (b"%PDF-1.7\n\x00\x01", "a PDF"),
        (b"II*\x00" + bytes(100), "a TIFF"),
        (b"\x7fELF" + bytes(100), "a program"),
        (bytes(range(256)) * 8, "damaged or not a media file"),
    ],
)
def test_other_formats_are_refused_with_what_to_send_instead(
    tmp_path: Path, workdir: Path, content: bytes, told: str
) -> None:
    sentence = refusal(write(tmp_path, "thing.mp4", content), workdir)
    assert told in sentence
    assert "send" in sentence


FILMS = {
    "quick.mp4": ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart"),
    "film.mkv": ("-c:v", "libx264", "-c:a", "libvorbis"),
    "film.avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
@pytest.mark.parametrize("name", FILMS)
def test_a_film_that_was_cut_off_is_refused(make: Make, tmp_path: Path, workdir: Path, name: str, share: float) -> None:
    sentence = refusal(cut(make(name, *PICTURE, *TONE, *FILMS[name]), tmp_path, share), workdir)
    assert "cut off" in sentence


@pytest.mark.parametrize(
    "name",
    ["tone.wav", "tone.flac", "tone.mp3", "tone.ogg", "still.png", "still.jpg", "still.webp", "moving.gif"],
)
def test_half_a_sound_or_picture_is_refused(make: Make, tmp_path: Path, workdir: Path, name: str) -> None:
    made_by = {"tone": TONE, "still": (*PICTURE, "-frames:v", "1"), "moving": (*PICTURE, "-vf", "fps=5")}
    whole = make(name, *made_by[name.partition(".")[0]])
    assert "send" in refusal(cut(whole, tmp_path, 0.5), workdir)


def test_a_damaged_packet_anywhere_is_found(film: Path, tmp_path: Path, workdir: Path) -> None:
    content = bytearray(film.read_bytes())
    for position in range(len(content) * 3 // 4, len(content) * 3 // 4 + 400):
        content[position] ^= 0xA5
    assert "send" in refusal(write(tmp_path, "hurt.mp4", bytes(content)), workdir)


def test_a_wav_whose_header_promises_hours_is_refused_with_both_numbers(
    tone: Path, tmp_path: Path, workdir: Path
) -> None:
    content = bytearray(tone.read_bytes())
    at = content.index(b"data") + 4
    content[at : at + 4] = struct.pack("<I", 1_500_000_000)
    sentence = refusal(write(tmp_path, "long.wav", bytes(content)), workdir)
    assert "1,500,000,0" in sentence
    assert f"{len(content):,}" in sentence


def test_an_mp4_that_claims_47_hours_is_refused_with_both_numbers(make: Make, tmp_path: Path, workdir: Path) -> None:
    content = bytearray(make("tone.m4a", *TONE).read_bytes())
    start = content.index(b"mvhd") + 4
    struct.pack_into(">II", content, start + 12, 1000, 47 * 3600 * 1000)
    sentence = refusal(write(tmp_path, "book.m4b", bytes(content)), workdir)
    assert "47:00:00" in sentence
    assert "2.0 s" in sentence


def test_an_mp4_whose_samples_claim_to_last_for_minutes_each_is_refused(
    make: Make, tmp_path: Path, workdir: Path
) -> None:
    content = bytearray(make("tone.m4a", *TONE).read_bytes())
    struct.pack_into(">I", content, content.index(b"stts") + 16, 44_100 * 1800)
    struct.pack_into(">I", content, content.index(b"mdhd") + 20, 44_100 * 90_000)
    assert "claims to last" in refusal(write(tmp_path, "book.m4b", bytes(content)), workdir)


def test_a_recorder_that_did_not_know_the_length_is_forgiven(tone: Path, tmp_path: Path, workdir: Path) -> None:
    content = bytearray(tone.read_bytes())
    content[4:8] = b"\xff\xff\xff\xff"
    at = content.index(b"data") + 4
    content[at : at + 4] = b"\xff\xff\xff\xff"
    assert look(write(tmp_path, "take.wav", bytes(content)), workdir).facts.duration_ms == 2000


@pytest.mark.parametrize("name", ["vast.jpg", "vast.gif"])
def test_other_pictures_too_large_to_hold_are_refused(tmp_path: Path, workdir: Path, name: str) -> None:
    Image.new("L", (12_000, 8000)).save(tmp_path / name)
    assert "too many pixels" in refusal(tmp_path / name, workdir)


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_too_large_to_hold_is_refused_with_its_size(tmp_path: Path, workdir: Path) -> None:
    bomb = write(tmp_path, "bomb.png", png_header(16_000, 16_000))
    assert "16000 by 16000 pixels" in refusal(bomb, workdir)


def test_an_external_entity_shows_nothing_of_this_machine(tmp_path: Path, workdir: Path) -> None:
    secret = write(tmp_path, "secret.txt", b"hush")
    evil = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret}">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
    assert "pulls in a file from outside" in refusal(write(tmp_path, "evil.svg", evil.encode()), workdir)


def test_a_name_with_a_number_pattern_leads_to_no_other_file(still: Path, tmp_path: Path, workdir: Path) -> None:
    write(tmp_path, "a1.png", still.read_bytes())
    assert "a%d.png" in refusal(write(tmp_path, "a%d.png", b"\x00" * 50), workdir)


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (("BASE_S", 0), "took longer than"),
        (("MEMORY_BYTES", 150 << 20), "needed more than 150 MiB"),
        (("WRITTEN_BYTES", 2000), ""),
    ],
)
def test_a_child_that_meets_its_limits_is_told_in_a_sentence(
    film: Path, workdir: Path, monkeypatch: pytest.MonkeyPatch, limit: tuple[str, int], told: str
) -> None:
    monkeypatch.setattr(door, *limit)
    assert told in refusal(film, workdir)
