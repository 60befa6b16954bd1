"""A folder that an artist might send, made of small real media."""

from __future__ import annotations

import csv
import io
import wave
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from PIL import Image

from dashboard.intake.outcome import PullResult
from dashboard.intake.pull import pull as pull_source
from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor
from dashboard.storage.engine import Database

Cells = Mapping[str, str]


class Folder:
    """A folder with a manifest, on a real disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)

    def text(self, name: str, words: str = "Salt on the rail.") -> str:
        """A text; the name, for the manifest. Equal texts are examined once, which keeps the tests quick."""
        return self.file(name, words.encode())

    def picture(self, name: str, shade: int = 90) -> str:
        made = io.BytesIO()
        picture = Image.new("RGB", (64, 48), (shade, 20, 160))
        picture.paste((250, 240, 30), (10, 10, 40, 30))
        picture.save(made, "JPEG" if name.endswith("jpg") else "PNG")
        return self.file(name, made.getvalue())

    def sound(self, name: str, seconds: float = 0.5) -> str:
        made = io.BytesIO()
        with wave.open(made, "wb") as tone:
            tone.setnchannels(1)
            tone.setsampwidth(1)
            tone.setframerate(8000)
            tone.writeframes(bytes(80 + (at // 10 % 2) * 90 for at in range(int(8000 * seconds))))
        return self.file(name, made.getvalue())

    def file(self, name: str, content: bytes) -> str:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return name

    def manifest(self, *rows: Cells, name: str = "manifest.csv") -> Path:
        """Write these rows; columns are those that any of them has."""
        columns = list(dict.fromkeys(column for row in rows for column in row))
        path = self.path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def texts(self, *rows: Cells) -> None:
        """A manifest of text pieces; `file` and `title` are made of the id where a row has none."""
        filled = [{"file": f"{row['id']}.txt", "title": row["id"].title(), **row} for row in rows]
        for row in filled:
            if not (self.path / row["file"]).exists():
                self.text(row["file"])
        self.manifest(*filled)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "From the street")


@pytest.fixture
def pull(db: Database, store: MediaStore, actor: Actor, folder: Folder) -> Callable[..., PullResult]:
    """Pull the folder, or another place given first."""

    def pulled(location: Path | None = None, **options: object) -> PullResult:
        return pull_source(db, store, actor, location or folder.path, **options)  # type: ignore[arg-type]

    return pulled


def reasons(result: PullResult) -> Sequence[str]:
    """The dead letters as lines."""
    return [f"{note.what}: {note.reason}" for note in result.dead_letters]
