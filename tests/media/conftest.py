"""Small real media, made once a session by the real ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dashboard.media.child import ffmpeg_path
from tests.media.specimens import PICTURE, TONE, Make


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="session")
def make(studio: Path) -> Make:
    def made(name: str, *options: str) -> Path:
        path = studio / name
        if not path.exists():
            subprocess.run([ffmpeg_path(), "-v", "error", "-y", *options, str(path)], check=True)
        return path

    return made


@pytest.fixture(scope="session")
def film(make: Make) -> Path:
    """Two seconds of moving bars with a tone, H.264 and AAC, index in front."""
    return make(
        "film.mp4", *PICTURE, *TONE, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-movflags", "+faststart",
    )  # fmt: skip


@pytest.fixture(scope="session")
def tone(make: Make) -> Path:
    """Two seconds of a tone as WAV."""
    return make("tone.wav", *TONE)


@pytest.fixture(scope="session")
def still(make: Make) -> Path:
    """One picture as PNG."""
    return make("still.png", *PICTURE, "-frames:v", "1")


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder
