"""The command line where the machine around it is wrong: one sentence, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.settings import ROOT
from tests.running_server import fetch, free_port, running


def run(arguments: list[str], **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://nobody@127.0.0.1:1/x", "The database cannot be used"),
        ("fantasy://x", "DATABASE_URL"),
        ("nonsense", "DATABASE_URL"),
    ],
)
def test_a_database_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, url: str, says: str) -> None:
    status, said, log = run(["verify", "--json"], GREENROOM_HOME=str(tmp_path), DATABASE_URL=url)
    assert (status, "Traceback" in log) == (2, False)
    assert says in json.loads(said)["error"]


def test_a_home_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    status, said, log = run(["verify", "--json"], GREENROOM_HOME=str(tmp_path / "file"))
    assert (status, "Traceback" in log) == (2, False)
    assert f"{tmp_path / 'file'} cannot be made into a folder" in json.loads(said)["error"]


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "greenroom.db").write_text("this is a letter to the editor, and not a database\n" * 40)
    status, said, log = run(["verify", "--json"], GREENROOM_HOME=str(tmp_path))
    assert (status, "Traceback" in log) == (2, False)
    assert "file is not a database" in json.loads(said)["error"]


@pytest.mark.parametrize("number", ["99999999999999999999", "0", "-4", "one"])
def test_what_is_no_episode_number_is_told_in_a_sentence(tmp_path: Path, number: str) -> None:
    status, _, log = run(["export", f"--out={tmp_path}", "--", number], GREENROOM_HOME=str(tmp_path))
    assert (status, "Traceback" in log) == (2, False)
    assert f"{number} is not the number of an episode" in log


def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m dashboard verify | true"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "GREENROOM_HOME": str(tmp_path)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_whoever_stops_the_command_stops_the_server_too(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    url, settings = f"http://localhost:{port}/healthz", {"GREENROOM_HOME": str(tmp_path), "GREENROOM_NO_WORKER": "1"}
    with running(command, url, tmp_path / "server.log", settings) as process:
        process.terminate()
        process.wait(30)
        with pytest.raises(OSError, match="refused"):
            fetch(url)
