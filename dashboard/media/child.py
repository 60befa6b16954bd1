"""Guarded child processes: every decoder and ffmpeg runs in one, limited, and none outlives its caller."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO

import imageio_ffmpeg

from dashboard.media.formats import FORMAT_WHITELIST, MAX_PIXELS

LIMITS = Path(__file__).with_name("limits.py")
KEPT_BYTES = 64 * 1024
OPEN_FILES = 256
OUT_OF_MEMORY = (b"MemoryError", b"Cannot allocate memory", b"failed to map segment")
POLL_S = 0.25
MIB = 1 << 20

INPUT_GUARD: tuple[str, ...] = (
    "-protocol_whitelist", "file", "-format_whitelist", FORMAT_WHITELIST, "-max_pixels", str(MAX_PIXELS),
)  # fmt: skip
"""ffmpeg options that go before every -i of a file from outside: no network, no playlists, no bombs."""

# What a decoder needs to run and nothing else: none of our secrets reach code that reads strange files.
PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)


@dataclass(frozen=True)
class Ran:
    """How a guarded process ended."""

    returncode: int
    stdout: bytes
    """The last 64 KiB."""
    stderr: bytes
    """The last 64 KiB."""
    failed: str | None
    """None after exit 0, else half a sentence such as "took longer than 300 s"."""
    stopped: bool = False
    """The caller's `stop` asked for the end."""


@dataclass
class _Tail:
    """Keeps the end of a stream and hands whole lines on."""

    on_line: Callable[[str], None] | None = None
    kept: bytearray = field(default_factory=bytearray)
    line: bytearray = field(default_factory=bytearray)

    def take(self, block: bytes) -> None:
        self.kept += block
        del self.kept[:-KEPT_BYTES]
        if self.on_line is None:
            return
        self.line += block
        *whole, rest = self.line.split(b"\n")
        self.line = bytearray(rest[-KEPT_BYTES:])
        for line in whole:
            self.on_line(line.decode("utf-8", "replace").rstrip("\r"))


@cache
def ffmpeg_path() -> str:
    """The ffmpeg that came with imageio-ffmpeg."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def run_guarded(
    argv: Sequence[str],
    *,
    what: str,
    timeout_s: float,
    cpu_s: int,
    memory_bytes: int,
    file_bytes: int,
    env: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Ran:
    """Run a program with limits and wait for it; a failure is told in the result, not raised.

    `what` begins the sentence in `failed` ("the proxy of rain.mov"). `memory_bytes` is address space, of
    which a decoder with threads takes more than it uses. `file_bytes` caps each file it writes. `env` is
    added to the few variables that are passed on. `on_line` gets every line of its standard output; `stop` is
    asked four times a second. Whatever happens, also Ctrl-C or an error in a callback, its whole process
    group is gone when this returns. On Linux it also dies with the calling thread.
    """
    numbers = [os.getpid(), cpu_s, memory_bytes, file_bytes, OPEN_FILES]
    with subprocess.Popen(
        [sys.executable, "-I", "-S", str(LIMITS), *map(str, numbers), *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | dict(env or {}),
    ) as process:
        out, err = _Tail(on_line), _Tail()
        ended = ""
        try:
            ended = _listen(process, out, err, time.monotonic() + timeout_s, stop)
        finally:
            if process.poll() is None or ended:
                _kill_group(process)
    failed = _reason(
        process.returncode,
        bytes(err.kept),
        ended,
        timeout_s=timeout_s,
        cpu_s=cpu_s,
        memory_bytes=memory_bytes,
    )
    return Ran(
        returncode=process.returncode,
        stdout=bytes(out.kept),
        stderr=bytes(err.kept),
        failed=f"{what} {failed}" if failed else None,
        stopped=ended == "stopped",
    )


def _listen(
    process: subprocess.Popen[bytes], out: _Tail, err: _Tail, deadline: float, stop: Callable[[], bool] | None
) -> str:
    """Read both streams until they close; "" or why the process must be killed."""
    assert process.stdout is not None and process.stderr is not None  # noqa: S101
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, out)
        selector.register(process.stderr, selectors.EVENT_READ, err)
        while selector.get_map():
            if stop is not None and stop():
                return "stopped"
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return "timeout"
            for key, _ in selector.select(min(left_s, POLL_S) if stop else left_s):
                _read(key, selector)
    try:
        process.wait(max(deadline - time.monotonic(), POLL_S))
    except subprocess.TimeoutExpired:
        return "timeout"
    return ""


def _read(key: selectors.SelectorKey, selector: selectors.BaseSelector) -> None:
    stream: IO[bytes] = key.fileobj  # type: ignore[assignment]
    block = os.read(stream.fileno(), KEPT_BYTES)
    if block:
        key.data.take(block)
    else:
        selector.unregister(stream)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    # The group bears the leader's number, and the number is not given out again while any member lives.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _reason(ran: int, stderr: bytes, ended: str, *, timeout_s: float, cpu_s: int, memory_bytes: int) -> str | None:
    if ended or ran == 0:
        return {"stopped": "was stopped", "timeout": f"took longer than {timeout_s:.0f} s"}.get(ended)
    memory = f"needed more than {memory_bytes // MIB} MiB of memory"
    told = {
        -signal.SIGXCPU: f"used more than {cpu_s} s of processor time",
        -signal.SIGXFSZ: "wrote a file larger than it may",
        -signal.SIGKILL: memory,  # the kernel's choice when the machine itself runs out
    }
    if ran in told:
        return told[ran]
    if any(sign in stderr for sign in OUT_OF_MEMORY):
        return memory
    return f"crashed ({signal.Signals(-ran).name})" if ran < 0 else f"failed with exit code {ran}"
