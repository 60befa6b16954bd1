"""The whole job without a screen, on a small folder of our own; and the command line around it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageDraw

from dashboard.cli import _parser
from dashboard.desk.produce import Order
from dashboard.media.child import ffmpeg_path
from dashboard.settings import ROOT

PIECES = (
    ("rain.m4a", "audio", "music", "Rain on Tin", "Noor Aziz", "CC-BY-4.0", ""),
    ("walk.m4a", "audio", "music", "Walk Home", "Tomás Q", "CC-BY-4.0", ""),
    ("tram.mp4", "video", "", "Last Tram", "Mbali Dube", "CC0-1.0", ""),
    ("shop.m4a", "audio", "music", "Not for Sale", "Joost T", "CC-BY-NC-4.0", ""),
    ("poem.txt", "text", "poem", "Six Windows", "Ida Holm", "CC-BY-4.0", ""),
    ("song.m4a", "audio", "vocals", "Six Windows, Sung", "Anahit V", "CC-BY-4.0", "poem.txt"),
    ("remix.mp4", "video", "", "Shop Remix", "Keiko M", "CC-BY-4.0", "shop.m4a"),
    ("gone.m4a", "audio", "music", "Never Sent", "Nobody", "CC-BY-4.0", ""),
)


def ffmpeg(*options: str) -> None:
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", *options], check=True)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("street")
    for number, (file, kind, *_) in enumerate(PIECES):
        tone = ("-f", "lavfi", "-i", f"sine=f={220 + 40 * number}:d=14")
        if file.endswith(".m4a") and file != "gone.m4a":
            ffmpeg(*tone, "-c:a", "aac", str(made / file))
        if kind == "video":
            ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:d=7:r=25", *tone, "-shortest", str(made / file))
    (made / "poem.txt").write_text("Six windows lit.\nOne of them is ours.\nThe tram goes by.", "utf-8")
    drawings = []
    for number in range(9):
        picture = Image.new("RGB", (320, 240), (30 * number, 80, 255 - 25 * number))
        ImageDraw.Draw(picture).ellipse((20 * number, 40, 20 * number + 120, 160), fill="white")
        picture.save(made / f"draw{number}.png")
        drawings.append((f"draw{number}.png", "image", "", f"Drawing {number}", f"Painter {number}", "CC-BY-4.0", ""))
    with (made / "manifest.csv").open("w", newline="", encoding="utf-8") as manifest:
        writer = csv.writer(manifest)
        writer.writerow(("file", "kind", "role", "title", "artist", "license", "derived_from"))
        writer.writerows([*PIECES, *drawings])
    return made


def dashboard(home: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Status, what it printed as JSON, and the log."""
    command = [sys.executable, "-m", "dashboard", *arguments, "--json"]
    env = {"GREENROOM_HOME": str(home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=env)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


@pytest.fixture(scope="session")
def produced(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("out")
    status, result, log = dashboard(
        home, "produce", str(folder), "--trt", "1:15", "-o", str(out), "--rate", "25", "--budget", "1000.01"
    )
    assert status == 0, log
    return home, result


def test_the_cut_lands_on_its_target(produced: tuple[Path, dict[str, Any]]) -> None:
    result = produced[1]
    assert result["frame_rate"] == "25/1"
    assert abs(result["trt_frames"] - result["target_frames"]) <= 5 * 25
    assert result["why_off"] is None


def test_the_film_is_what_the_rundown_says(produced: tuple[Path, dict[str, Any]]) -> None:
    result = produced[1]
    with av.open(result["files"]["assembly"]) as box:
        stream = box.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (1920, 1080, 25)
        assert sum(1 for _ in box.demux(stream) if _.size) == result["trt_frames"]


def test_what_may_not_air_does_not_and_says_why(produced: tuple[Path, dict[str, Any]]) -> None:
    result = produced[1]
    reasons = {entry["what"]: entry["reason"] for entry in result["refused"]}
    assert "non-commercial" in reasons["Not for Sale"]
    assert "it uses “Not for Sale”" in reasons["Shop Remix"]
    assert any("gone.m4a" in what for what in reasons)
    rundown = Path(result["files"]["rundown_csv"]).read_text("utf-8-sig")
    assert "Not for Sale" not in rundown and "Shop Remix" not in rundown


def test_everybody_on_air_is_credited_and_the_budget_is_split_whole(produced: tuple[Path, dict[str, Any]]) -> None:
    result = produced[1]
    credited = Path(result["files"]["credits_csv"]).read_text("utf-8-sig")
    assert all(name in credited for name in ("Noor Aziz", "Tomás Q", "Mbali Dube", "Ida Holm", "Anahit V"))
    with Path(result["files"]["payments_csv"]).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert sum(int(line["amount_minor"]) for line in lines) == result["budget_minor"] == 100_001
    assert any(line["credit_kind"] == "resource" and line["record_title"] == "Six Windows" for line in lines)


def test_a_second_pull_changes_nothing_and_the_data_verify(folder: Path, produced: tuple[Path, dict[str, Any]]) -> None:
    home = produced[0]
    status, result, _ = dashboard(home, "pull", str(folder))
    assert (status, result["new"], result["changed"], result["rejected"]) == (0, 0, 0, 1)
    status, result, _ = dashboard(home, "verify")
    assert (status, result["wrong"]) == (0, [])


def test_too_little_material_says_so(folder: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    (few / "poem.txt").write_bytes((folder / "poem.txt").read_bytes())
    (few / "manifest.csv").write_text("file,title,artist,license\npoem.txt,Six Windows,Ida Holm,CC0-1.0\n", "utf-8")
    status, result, log = dashboard(tmp_path / "home", "produce", str(few), "--trt", "2:00", "-o", str(tmp_path / "o"))
    assert status == 0, log
    assert result["why_off"].startswith("The only piece that may air does not fill the running time: ")
    assert Path(result["files"]["assembly"]).stat().st_size > 0


@pytest.mark.parametrize(
    ("rate", "frames"), [("30000/1001", 899), ("24000/1001", 719), ("60000/1001", 1798), ("25", 750)]
)
def test_half_a_minute_is_long_enough_at_every_rate(tmp_path: Path, rate: str, frames: int) -> None:
    order = Order.read(str(tmp_path), "0:30", tmp_path / "out", rate, "50000.00", "USD")
    assert order.target_frames == frames


def test_the_usual_budget_is_an_amount_in_every_currency(tmp_path: Path) -> None:
    budget = _parser().parse_args(["produce", "x", "--trt", "1:00", "-o", "o"]).budget
    for currency, minor in (("USD", 5_000_000), ("jpy", 50_000), ("KWD", 50_000_000)):
        assert Order.read(str(tmp_path), "1:00", tmp_path, "25", budget, currency).budget_minor == minor


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["produce", "nowhere", "--trt", "6:00", "-o", "o"], 2, "“nowhere” is not here"),
        (["produce", ".", "--trt", "six", "-o", "o"], 2, "“six” is not a length"),
        (["produce", ".", "--trt", "6:00", "-o", "o", "--rate", "31"], 2, "not a frame rate"),
        (["produce", ".", "--trt", "6:00", "-o", "o", "--budget", "12.345"], 2, "is not an amount in USD"),
        (["produce", ".", "--trt", "6:00", "-o", "o", "--currency", "XXX"], 2, "is not a currency"),
        (["produce", ".", "--trt", "0:29", "-o", "o"], 2, "is too short for titles and credits"),
        (["produce", ".", "--trt", "6:00", "-o", "o", "--budget=-5"], 2, "A budget cannot be below zero"),
        (["produce", "x" * 300, "--trt", "6:00", "-o", "o"], 2, "xxx” is not here"),
        (["produce", "tests/desk", "--trt", "6:00", "-o", "README.md"], 2, "README.md is not a folder"),
        (["produce", "tests/desk", "--trt", "6:00", "-o", "README.md/o"], 2, "README.md is not a folder"),
        (["produce", "tests/desk", "--trt", "6:00", "-o", "x" * 300], 2, "choose another"),
        (["pull", "nowhere"], 2, "nowhere"),
        (["pull", "x" * 300], 2, "xxx"),
        (["render", "99", "-o", "tests"], 2, "tests is a folder"),
        (["render", "99", "-o", "o.mp4"], 2, "There is no such episode"),
        (["export", "99", "-o", "o"], 2, "There is no such episode"),
        (["bench", "nothing"], 2, "There is no measurement “nothing”"),
        (["fly"], 2, "invalid choice"),
        (["produce"], 2, "required"),
    ],
)
def test_a_wrong_call_gets_one_sentence_and_no_traceback(
    tmp_path: Path, arguments: list[str], status: int, sentence: str
) -> None:
    got, result, log = dashboard(tmp_path / "home", *arguments)
    assert got == status
    assert sentence in log
    assert set(result) <= {"error"}
    assert "Traceback" not in log
