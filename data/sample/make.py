"""Make the sample show: a folder of media with its manifest.csv and show.json.

python data/sample/make.py OUTDIR [--today 2026-11-20]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

if __package__ in (None, ""):  # started as a script: make the repository's root importable
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from data.sample import community, engagement, episode, pieces, studio

TODAY = date(2026, 11, 20)
COLUMNS = (
    "id", "file", "kind", "role", "title", "artist", "handle", "country", "license", "license_url", "source",
    "created_at", "call", "credits", "derived_from", "relation", "tags", "note",
)  # fmt: skip


def make_show(out: Path, today: date = TODAY) -> Path:
    """Write the whole show into a folder and return it; what lies there from before is replaced.

    Dates are counted back from ``today``. The same versions of the encoders give the same bytes.
    """
    for name in ("media", "manifest.csv", "show.json"):
        old = out / name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
    for kind in ("video", "audio", "image", "text"):
        (out / "media" / kind).mkdir(parents=True, exist_ok=True)
    _make_media(out)
    _write_manifest(out / "manifest.csv", today)
    text = json.dumps(_show(today), ensure_ascii=False, indent=1)
    (out / "show.json").write_text(text + "\n", encoding="utf-8")
    return out


def _make_media(out: Path) -> None:
    """Run every job of the studio; films wait for the sounds that they use."""
    workers = max(1, min(4, os.cpu_count() or 1))
    with TemporaryDirectory() as reels, ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for stage in studio.STAGES:
            done = [pool.submit(studio.run, name, out, Path(reels)) for name in stage]
            for job in done:
                job.result()


def _write_manifest(path: Path, today: date) -> None:
    artists = {artist.name: artist for artist in community.ARTISTS}
    with path.open("w", newline="", encoding="utf-8") as sheet:
        rows = csv.DictWriter(sheet, COLUMNS)
        rows.writeheader()
        for piece in pieces.PIECES:
            made = datetime.combine(today, time(0)) - timedelta(minutes=round(piece.age_days * 1440))
            rows.writerow({
                "id": piece.id, "file": piece.file, "kind": piece.kind, "role": piece.role,
                "title": piece.title,
                "artist": piece.artist, "handle": artists[piece.artist].handle,
                "country": artists[piece.artist].country, "license": piece.license,
                "license_url": pieces.LICENSE_URLS[piece.license],
                "source": f"https://smallhours.example.org/pieces/{piece.id}",
                "created_at": made.strftime("%Y-%m-%dT%H:%M:%SZ"), "call": piece.call,
                "credits": piece.credits,
                "derived_from": " | ".join(piece.parents), "relation": piece.relation, "tags": piece.tags,
                "note": piece.note,
            })  # fmt: skip


def _show(today: date) -> dict[str, object]:
    return {
        "show": {"title": community.TITLE, "tagline": community.TAGLINE, "reference_date": today.isoformat()},
        "calls": community.calls(today),
        "metrics": engagement.metrics(today),
        "edges": pieces.edges(),
        "shortlist": episode.shortlist(),
        "people": list(community.PEOPLE),
        "episode": episode.episode(),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the sample show.")
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help="the date the show is seen from")
    given = parser.parse_args()
    print(make_show(given.out, given.today))


if __name__ == "__main__":
    main()
