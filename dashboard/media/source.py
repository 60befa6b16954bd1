"""Opens a strange file with libav so that it can read that one file and no other, and decodes it strictly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dashboard.errors import MediaRefused
from dashboard.media import refusals, whole
from dashboard.media.formats import (
    ANY_REMEDY,
    FORMAT_WHITELIST,
    HEAD_BYTES,
    MAX_PIXELS,
    refused_format,
    text_in_disguise,
)

GUARD = {"protocol_whitelist": "file", "format_whitelist": FORMAT_WHITELIST, "max_pixels": str(MAX_PIXELS)}
# "explode" makes decoders report damage that they would otherwise paint over.
STRICT = {"err_detect": "explode", "max_pixels": str(MAX_PIXELS)}
READ_AHEAD_BYTES = 1 << 18
DECODER_THREADS = 2
LENGTH_UNSTATED = frozenset({"aac", "mpegts", "mpeg"})
"""Formats whose length libavformat guesses; the guess is no claim of the file's."""


class Broken(Exception):
    """A packet could not be read or decoded, or came out corrupt."""

    def __init__(self, why: str, *, oversized: bool = False) -> None:
        super().__init__(why)
        self.oversized = oversized


@contextmanager
def open_source(path: Path, name: str) -> Iterator[InputContainer]:
    """An open container of an admitted format, or MediaRefused with what the file is instead.

    libav gets an open file and no name, so no extension or number pattern in a name can choose the format or
    lead it to another file.
    """
    with open(os.open(path, os.O_RDONLY), "rb", buffering=0) as file:  # noqa: PTH123
        try:
            container = av.open(file, options=GUARD, buffer_size=READ_AHEAD_BYTES, metadata_errors="replace")
        except MemoryError:
            raise
        except (av.error.FFmpegError, ValueError) as wrong:
            raise _refused(path, name) from wrong
        assert isinstance(container, InputContainer)  # noqa: S101
        with container:
            yield container


def _refused(path: Path, name: str) -> MediaRefused:
    known = other_format(path, name) or incomplete(path, name)
    return known or MediaRefused(f"{name} is damaged or not a media file that can be read here: {ANY_REMEDY}.")


def other_format(path: Path, name: str) -> MediaRefused | None:
    """The refusal of a format that is known and not admitted."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    known = text_in_disguise(head) or refused_format(head)
    return refusals.not_admitted(name, *known) if known else None


def incomplete(path: Path, name: str) -> MediaRefused | None:
    """The refusal of a file that ends before its own headers say."""
    claimed, size = whole.claimed_bytes(path), path.stat().st_size
    if claimed is not None and claimed > size:
        return refusals.cut_off(name, size, claimed)
    return refusals.unfinished(name) if whole.ends_unfinished(path) else None


def tracks(container: InputContainer, name: str) -> tuple[VideoStream | None, AudioStream | None]:
    """The picture and the sound that count: no cover art, and the best of several."""
    pictures = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    picture = next((s for s in pictures if s.disposition & Disposition.default), pictures[0] if pictures else None)
    sounds = container.streams.audio
    sound = next((s for s in sounds if s.disposition & Disposition.default), sounds[0] if sounds else None)
    if picture is None and sound is None:
        raise MediaRefused(f"{name} holds neither pictures nor sound: {ANY_REMEDY}.")
    for stream in (picture, sound):
        if stream is None:
            continue
        if stream.codec_context is None:
            raise refusals.damaged(name, Fraction(0), None)
        stream.codec_context.options = STRICT
        stream.codec_context.thread_count = DECODER_THREADS
        stream.codec_context.thread_type = "AUTO"
    if picture is not None and picture.width * picture.height > MAX_PIXELS:
        raise refusals.too_large(name, picture.width, picture.height)
    return picture, sound


def first_frames(container: InputContainer, picture: VideoStream) -> Iterator[VideoFrame]:
    """The pictures from the start on."""
    for frame in decoded_frames(container, picture, None):
        if isinstance(frame, VideoFrame):
            yield frame


def decoded_frames(
    container: InputContainer, picture: VideoStream | None, sound: AudioStream | None
) -> Iterator[VideoFrame | AudioFrame]:
    """Every frame of both tracks as they lie in the file; Broken at the first sign of damage."""
    try:
        for packet in container.demux([stream for stream in (picture, sound) if stream]):
            # A WAV of unknown size ends in an incomplete packet; its headers tell whether it was cut.
            if packet.is_corrupt and container.format.name != "wav":
                raise Broken("a packet is incomplete")
            for frame in packet.decode():
                if not isinstance(frame, (VideoFrame, AudioFrame)):
                    continue
                if frame.is_corrupt:
                    raise Broken("a frame is damaged")
                yield frame
    except MemoryError:
        raise
    except av.error.ArgumentError as wrong:
        raise Broken(str(wrong), oversized=True) from wrong
    except av.error.FFmpegError as wrong:
        raise Broken(str(wrong)) from wrong


def claimed_s(container: InputContainer, path: Path) -> Fraction | None:
    """How long the file says it lasts; None where it does not say."""
    form = container.format.name
    if form in LENGTH_UNSTATED or (form == "mp3" and not whole.mp3_states_length(path)):
        return None
    stated = [
        Fraction(container.duration, av.time_base) if container.duration else None,
        whole.iso_length_s(path),
    ]
    return max((length for length in stated if length), default=None)
