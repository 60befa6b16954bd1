"""Guarded children: their limits hold, and none of them outlives the call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dashboard.media.child import INPUT_GUARD, MIB, Ran, ffmpeg_path, run_guarded

ROOT = Path(__file__).resolve().parents[2]
ROOMY: dict[str, Any] = {
    "what": "the trial", "timeout_s": 20, "cpu_s": 10, "memory_bytes": 1024 * MIB, "file_bytes": MIB,
}  # fmt: skip
# A child that starts a grandchild, tells both numbers, and would sleep for a minute.
FAMILY = (
    "import subprocess, sys, os, time\n"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(os.getpid(), p.pid, flush=True)\n"
    "time.sleep(60)\n"
)


def python(code: str, **changes: Any) -> Ran:
    return run_guarded([sys.executable, "-c", code], **(ROOMY | changes))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def test_output_and_exit_code_come_back() -> None:
    ran = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (ran.stdout, ran.stderr, ran.returncode) == (b"out\n", b"err\n", 3)
    assert ran.failed == "the trial failed with exit code 3"


def test_a_child_without_fault_has_no_failure_and_no_input() -> None:
    ran = python("import sys; print(repr(sys.stdin.read()))")
    assert (ran.failed, ran.stdout) == (None, b"''\n")


def test_a_timeout_leaves_no_process_of_the_group_behind() -> None:
    lines: list[str] = []
    ran = python(FAMILY, timeout_s=1.5, on_line=lines.append)
    assert ran.failed == "the trial took longer than 2 s"
    pids = [int(pid) for pid in lines[0].split()]
    assert len(pids) == 2
    assert wait_until_gone(pids)


def test_a_stop_ends_the_group_soon() -> None:
    lines: list[str] = []
    begun = time.monotonic()
    ran = python(FAMILY, on_line=lines.append, stop=lambda: bool(lines))
    assert (ran.stopped, ran.failed) == (True, "the trial was stopped")
    assert time.monotonic() - begun < 5
    assert wait_until_gone([int(pid) for pid in lines[0].split()])


def test_an_error_in_a_callback_passes_on_and_ends_the_group() -> None:
    lines: list[str] = []

    def refuse(line: str) -> None:
        lines.append(line)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        python(FAMILY, on_line=refuse)
    assert wait_until_gone([int(pid) for pid in lines[0].split()])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_child_dies_with_its_caller(how: signal.Signals) -> None:
    sleeper = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    caller = (
        "import sys\nfrom dashboard.media.child import run_guarded\n"
        f"run_guarded([sys.executable, '-c', {sleeper!r}], what='it', timeout_s=60, cpu_s=60,"
        " memory_bytes=1 << 30, file_bytes=1 << 20, on_line=lambda line: print(line, flush=True))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", caller], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert is_alive(pid)
        process.send_signal(how)
        process.wait(10)
    assert wait_until_gone([pid])


def test_memory_processor_time_and_file_size_are_limited(tmp_path: Path) -> None:
    memory = python("bytearray(2 << 30)")
    assert memory.failed == "the trial needed more than 1024 MiB of memory"
    busy = python("while True: pass", cpu_s=1)
    assert busy.failed == "the trial used more than 1 s of processor time"
    large = python(f"open({str(tmp_path / 'large')!r}, 'wb').write(bytes(3 << 20))")
    assert large.failed is not None
    assert (tmp_path / "large").stat().st_size == MIB


def test_output_is_capped_and_lines_still_all_arrive() -> None:
    count = 0

    def counted(_line: str) -> None:
        nonlocal count
        count += 1

    ran = python("for n in range(60000): print(n)", on_line=counted)
    assert count == 60_000
    assert len(ran.stdout) <= 64 * 1024
    assert ran.stdout.endswith(b"59999\n")


def test_secrets_in_the_environment_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FREESOUND_TOKEN", "secret")
    ran = python("import os; print('FREESOUND_TOKEN' in os.environ, os.environ['EXTRA'])", env={"EXTRA": "yes"})
    assert ran.stdout == b"False yes\n"


def test_ffmpeg_reads_media_behind_the_guard_and_no_playlist(film: Path, tmp_path: Path) -> None:
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{film}\n#EXT-X-ENDLIST\n")
    results = {}
    for source in (film, playlist):
        argv = [ffmpeg_path(), "-v", "error", "-nostdin", *INPUT_GUARD, "-i", str(source), "-f", "null", "-"]
        results[source.name] = run_guarded(argv, **ROOMY)
    assert results["film.mp4"].failed is None
    assert results["list.m3u8"].failed is not None
    assert b"whitelist" in results["list.m3u8"].stderr


def test_a_program_that_does_not_exist_is_a_failure_not_a_crash() -> None:
    ran = run_guarded([os.fspath(ROOT / "no-such-program")], **ROOMY)
    assert ran.failed == "the trial failed with exit code 1"
