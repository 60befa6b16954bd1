"""What the media tests make their files from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.errors import MediaRefused
from dashboard.media.facts import Inspection
from dashboard.media.inspect import inspect

Make = Callable[..., Path]
"""`make("film.mp4", *ffmpeg_options)`; what was made under a name is made once a session."""

PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=160x90:d=2:r=25")
TONE = ("-f", "lavfi", "-i", "sine=f=440:d=2")


def look(path: Path, workdir: Path, name: str | None = None, declared: str | None = None) -> Inspection:
    return inspect(path, name=name or path.name, declared_kind=declared, workdir=workdir)


def refusal(path: Path, workdir: Path, name: str | None = None) -> str:
    with pytest.raises(MediaRefused) as refused:
        look(path, workdir, name)
    sentence = str(refused.value)
    assert (name or path.name) in sentence
    assert sentence.endswith(".")
    assert list(workdir.iterdir()) == []
    return sentence


def cut(path: Path, folder: Path, share: float) -> Path:
    whole = path.read_bytes()
    short = folder / f"cut-{path.name}"
    short.write_bytes(whole[: int(len(whole) * share)])
    return short


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
