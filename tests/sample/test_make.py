"""The sample show: made once, then looked at as a stranger would."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.parsers import expat

import av
import numpy as np
import pytest
from PIL import Image

from data.sample import pieces, studio
from data.sample.make import COLUMNS, TODAY

Row = dict[str, str]
ROOT = Path(__file__).resolve().parents[2]
MIDNIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)


@pytest.fixture(scope="session")
def show(sample_show: Path) -> Path:
    return sample_show


@pytest.fixture(scope="session")
def rows(show: Path) -> dict[str, Row]:
    with (show / "manifest.csv").open(newline="", encoding="utf-8") as sheet:
        return {row["id"]: row for row in csv.DictReader(sheet)}


@pytest.fixture(scope="session")
def story(show: Path) -> dict[str, Any]:
    return dict(json.loads((show / "show.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def lengths_s(show: Path, rows: dict[str, Row]) -> dict[str, float]:
    """Decoded length of everything that runs."""
    running = [row for row in rows.values() if row["kind"] in ("video", "audio") and row["id"] != "tideline"]
    return {row["id"]: decoded(show / row["file"])[0] for row in running}


@cache
def decoded(path: Path) -> tuple[float, list[np.ndarray], Fraction | None, int]:
    """Decode a file to its end: length in seconds, its sound, its rate and its number of pictures."""
    with av.open(str(path)) as box:
        rate = box.streams.video[0].average_rate if box.streams.video else None
        pictures = sum(1 for _ in box.decode(video=0)) if rate else 0
    sound: list[np.ndarray] = []
    with av.open(str(path)) as box:
        if box.streams.audio:
            shaper = av.AudioResampler(format="fltp", layout="stereo", rate=48_000)
            for frame in box.decode(audio=0):
                sound += [part.to_ndarray() for part in shaper.resample(frame)]
    length = pictures / rate if rate else sum(part.shape[1] for part in sound) / 48_000
    return float(length), sound, rate, pictures


def seconds(clock: str) -> float:
    minutes, rest = clock.split(":")
    return 60 * int(minutes) + float(rest)


def test_it_holds_thirty_contributions_and_one_that_broke_off(rows: dict[str, Row]) -> None:
    sound_roles = Counter(row["role"] for row in rows.values() if row["kind"] == "audio")
    kinds = Counter(row["kind"] for row in rows.values())
    assert kinds == {"video": 8, "audio": 11, "image": 7, "text": 5}
    assert sound_roles == {"music": 6, "vocals": 3, "sound": 2}
    assert len({row["artist"] for row in rows.values()}) == 12
    assert len({row["country"] for row in rows.values()}) == 12


def test_every_file_named_is_there_and_nothing_else(show: Path, rows: dict[str, Row]) -> None:
    there = {str(path.relative_to(show)) for path in (show / "media").rglob("*") if path.is_file()}
    assert there == {row["file"] for row in rows.values()}
    assert sum((show / name).stat().st_size for name in there) < 40_000_000


def test_the_manifest_has_the_promised_columns_and_only_creative_commons(show: Path, rows: dict[str, Row]) -> None:
    header = (show / "manifest.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(COLUMNS)
    licences = Counter(row["license"] for row in rows.values())
    assert set(licences) == {"CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CC-BY-NC-4.0"}
    assert licences["CC-BY-NC-4.0"] == 1
    assert all(row["license_url"] == pieces.LICENSE_URLS[row["license"]] for row in rows.values())


def test_no_title_hides_inside_another(rows: dict[str, Row]) -> None:
    titles = [row["title"].casefold() for row in rows.values()]
    assert not [(a, b) for a in titles for b in titles if a != b and a in b]
    assert len(set(titles)) == len(titles)


def test_dates_lie_within_sixty_days_and_children_follow_their_parents(
    rows: dict[str, Row], story: dict[str, Any]
) -> None:
    made = {name: datetime.fromisoformat(row["created_at"]) for name, row in rows.items()}
    ages = [(MIDNIGHT - at).total_seconds() / 86_400 for at in made.values()]
    assert 0 < min(ages) < 5
    assert 50 < max(ages) <= 60
    followed = [edge for edge in story["edges"] if edge["state"] in ("confirmed", "declared")]
    assert all(made[edge["parent"]] < made[edge["child"]] for edge in followed)


def test_the_remix_tree_is_three_deep(story: dict[str, Any]) -> None:
    parents = {(e["child"], e["parent"]) for e in story["edges"] if e["state"] == "confirmed"}
    chain = ["gulls-first", "last-ferry-sung", "last-ferry-tune", "last-ferry-words"]
    assert all(step in parents for step in pairwise(chain))


def test_edges_name_pieces_that_exist_and_agree_with_the_manifest(rows: dict[str, Row], story: dict[str, Any]) -> None:
    by_file = {row["file"]: name for name, row in rows.items()}
    written = {
        (name, by_file.get(parent, parent), row["relation"])
        for name, row in rows.items()
        for parent in filter(None, row["derived_from"].split(" | "))
    }
    told = {(e["child"], e["parent"], e["relation"]) for e in story["edges"] if e["state"] in ("confirmed", "declared")}
    assert told == written
    assert {end for edge in told for end in edge[:2]} <= rows.keys()
    assert Counter(e["state"] for e in story["edges"])["confirmed"] >= 12


def test_one_film_is_blocked_by_its_ancestor_and_one_waits_for_a_yes(
    rows: dict[str, Row], story: dict[str, Any]
) -> None:
    (unsold,) = [name for name, row in rows.items() if "-NC" in row["license"]]
    children = [e["child"] for e in story["edges"] if e["parent"] == unsold and e["state"] == "confirmed"]
    assert children == ["river-carries"]
    assert rows["river-carries"]["license"] == "CC-BY-4.0"
    open_edges = {e["state"]: e["child"] for e in story["edges"] if e["state"] != "confirmed"}
    assert open_edges == {"declared": "one-window", "suggested": "one-window", "refused": "going-south"}


def test_everything_that_runs_decodes_to_the_promised_length(rows: dict[str, Row], lengths_s: dict[str, float]) -> None:
    for name, length in lengths_s.items():
        low, high = (6, 25) if rows[name]["kind"] == "video" else (15, 40)
        assert low <= length <= high, name
    for name, film in studio.FILMS.items():
        assert lengths_s[name] == pytest.approx(float(film.length_frames / film.rate), abs=1e-6)


def test_films_run_at_different_rates_and_carry_sound_as_long_as_the_picture(show: Path, rows: dict[str, Row]) -> None:
    rates = set()
    for name, film in studio.FILMS.items():
        length, sound, rate, pictures = decoded(show / rows[name]["file"])
        assert pictures == film.length_frames, name
        if film.score is None:
            assert not sound
        else:
            heard = sum(part.shape[1] for part in sound) / 48_000
            assert heard == pytest.approx(length, abs=0.06), name
        rates.add(rate)
    assert {Fraction(24), Fraction(25), Fraction(30000, 1001)} <= rates


def test_the_broken_upload_cannot_be_decoded(show: Path, rows: dict[str, Row]) -> None:
    path = show / rows["tideline"]["file"]
    assert path.stat().st_size > 10_000
    with pytest.raises(av.error.FFmpegError):
        decoded(path)


def test_everything_heard_is_audible_and_nothing_clips(show: Path, rows: dict[str, Row]) -> None:
    for name, row in rows.items():
        if row["kind"] not in ("audio", "video") or name == "tideline":
            continue
        sound = decoded(show / row["file"])[1]
        if sound:
            whole = np.concatenate(sound, axis=1)
            level = 20 * np.log10(np.sqrt(np.mean(np.square(whole))))
            assert -27 < level < -15, (name, level)
            assert np.abs(whole).max() < 0.98, name


def test_pictures_open_are_large_and_are_not_flat(show: Path, rows: dict[str, Row]) -> None:
    for row in rows.values():
        if row["kind"] == "image" and not row["file"].endswith(".svg"):
            with Image.open(show / row["file"]) as picture:
                assert min(picture.size) >= 900, row["file"]
                assert np.asarray(picture.convert("L")).std() > 20, row["file"]


def test_the_drawing_has_a_bird_for_each_of_sixteen_notes(show: Path, rows: dict[str, Row]) -> None:
    elements: Counter[str] = Counter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: elements.update([name])
    parser.Parse((show / rows["swallows"]["file"]).read_bytes(), True)
    assert elements["svg"] == 1
    assert elements["use"] == 16


def test_texts_begin_with_their_title(show: Path, rows: dict[str, Row]) -> None:
    for row in rows.values():
        if row["kind"] == "text":
            first = (show / row["file"]).read_text(encoding="utf-8").splitlines()[0]
            assert row["title"].startswith(first)


def test_the_calls_are_one_open_and_two_jobs_and_are_answered(rows: dict[str, Row], story: dict[str, Any]) -> None:
    assert [(call["kind"], call["role"]) for call in story["calls"]] == [
        (None, None), ("audio", "vocals"), ("image", "illustration")
    ]  # fmt: skip
    answered = Counter(row["call"] for row in rows.values() if row["call"])
    assert answered.keys() == {call["key"] for call in story["calls"]}
    jobs = {call["key"]: (call["kind"], call["role"]) for call in story["calls"] if call["kind"]}
    assert all(jobs[r["call"]] == (r["kind"], r["role"]) for r in rows.values() if r["call"] in jobs)


def test_credits_of_shared_pieces_add_up_to_a_hundred(rows: dict[str, Row]) -> None:
    shared = [row["credits"] for row in rows.values() if row["credits"]]
    assert len(shared) >= 5
    assert all(sum(int(part.split()[-1]) for part in each.split(";")) == 100 for each in shared)


def test_counters_never_fall_and_tell_who_is_rising(rows: dict[str, Row], story: dict[str, Any]) -> None:
    gained, total = {}, {}
    for metric in story["metrics"]:
        stamps = [stamp for stamp, _ in metric["readings"]]
        counts = [count for _, count in metric["readings"]]
        assert stamps == sorted(set(stamps))
        assert rows[metric["id"]]["created_at"] <= stamps[0]
        assert datetime.fromisoformat(stamps[-1]) <= MIDNIGHT
        assert counts == sorted(counts)
        if metric["name"] == "likes":
            total[metric["id"]], gained[metric["id"]] = counts[-1], counts[-1] - counts[-9]
    fastest = sorted(gained, key=lambda name: -gained[name])
    assert set(fastest[:2]) == {"gulls-first", "four-coats"}
    assert gained[fastest[1]] > 5 * gained[fastest[2]]
    assert max(total, key=lambda name: total[name]) == "ridge"
    assert gained["ridge"] < total["ridge"] / 500
    assert len(rows.keys() - total.keys()) >= 3


def test_the_episode_uses_pieces_that_exist_within_their_length(
    rows: dict[str, Row], story: dict[str, Any], lengths_s: dict[str, float]
) -> None:
    fits = {"picture": ("image", "video"), "sound": ("audio", "video"), "text": ("text",)}
    for item in (item for act in story["episode"]["acts"] for item in act["items"]):
        by_track: Counter[str] = Counter()
        for layer in item["layers"]:
            assert rows[layer["id"]]["kind"] in fits[layer["track"]]
            start, end = seconds(layer["in"]), seconds(layer["out"])
            assert 0 <= start < end <= lengths_s.get(layer["id"], 60.0), item["slug"]
            by_track[layer["track"]] += round(1000 * (end - start))
        assert len(set(by_track.values())) <= 1, item["slug"]


def test_the_episode_is_half_built(story: dict[str, Any]) -> None:
    filled = [
        sum(seconds(layer["out"]) - seconds(layer["in"]) for item in act["items"] if not item["floated"]
            for layer in item["layers"] if layer["track"] == "picture")
        for act in story["episode"]["acts"]
    ]  # fmt: skip
    assert [seconds(act["budget"]) for act in story["episode"]["acts"]] == [100, 100, 100]
    assert 60 <= filled[0] <= 100
    assert 60 <= filled[1] <= 100
    assert filled[2] == 0
    items = [item for act in story["episode"]["acts"] for item in act["items"]]
    assert sum(item["floated"] for item in items) == 1
    assert {"slate", "piece", "host", "break", "roll"} == {item["kind"] for item in items}
    assert max(len(item["layers"]) for item in items) == 4


def test_nothing_on_air_is_blocked_or_waiting(rows: dict[str, Row], story: dict[str, Any]) -> None:
    items = [item for act in story["episode"]["acts"] for item in act["items"] if not item["floated"]]
    on_air = {layer["id"] for item in items for layer in item["layers"]}
    assert on_air.isdisjoint({"river-carries", "slack-water", "one-window", "tideline"})
    assert on_air <= rows.keys()


def test_the_shortlist_and_the_people_belong_to_the_show(rows: dict[str, Row], story: dict[str, Any]) -> None:
    names = {person["name"] for person in story["people"]}
    assert {entry["id"] for entry in story["shortlist"]} <= rows.keys()
    assert {entry["picked_by"] for entry in story["shortlist"]} <= names
    roles = Counter(role for person in story["people"] for role in person["roles"])
    assert roles == {"curator": 2, "producer": 1, "accountant": 1, "admin": 1, "artist": 2}
    assert all(person["email"].endswith("@example.org") for person in story["people"])
    artists = {row["artist"] for row in rows.values()}
    assert all(person["artist"] in artists for person in story["people"] if person["artist"])


@pytest.mark.parametrize("name", ["stairwell-radio", "still-up", "tideline", "before-it-sings"])
def test_a_job_done_twice_gives_the_same_bytes(show: Path, rows: dict[str, Row], tmp_path: Path, name: str) -> None:
    again = tmp_path / rows[name]["file"]
    again.parent.mkdir(parents=True)
    studio.run(name, tmp_path, tmp_path)
    assert again.read_bytes() == (show / rows[name]["file"]).read_bytes()


def test_it_can_be_started_as_a_script() -> None:
    started = subprocess.run(
        [sys.executable, str(ROOT / "data/sample/make.py"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--today" in started.stdout
