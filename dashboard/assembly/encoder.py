"""The one place from which the assembly starts ffmpeg."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dashboard.assembly.join import STOPPED
from dashboard.errors import RenderFailed
from dashboard.media.child import INPUT_GUARD, ffmpeg_path, run_guarded

MIB = 1 << 20
MEMORY_BYTES = 4096 * MIB
"""Address space, of which ffmpeg reserves far more than it uses."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Where media lie, when to give up, and how many threads a child may use."""

    locate: Callable[[str], Path]
    stop: Callable[[], bool] = lambda: False
    threads: int = 1

    def run(self, options: list[str], seconds: float, whose: str) -> None:
        """Run ffmpeg under guard for so many seconds of programme.

        RenderFailed where it fails, beginning with `whose` ("the picture of “Night Ferry”").
        """
        ran = run_guarded(
            [ffmpeg_path(), "-nostdin", "-hide_banner", "-v", "error", "-y", *options],
            what=whose,
            timeout_s=300 + 40 * seconds,
            cpu_s=int(300 + 40 * seconds),
            memory_bytes=MEMORY_BYTES,
            file_bytes=256 * MIB + int(seconds * 32 * MIB),
            stop=self.stop,
        )
        if ran.stopped:
            raise RenderFailed(STOPPED)
        if ran.failed and b"No space left on device" in ran.stderr:
            raise RenderFailed(f"The disk was full when making {whose}; make room, and what is finished is kept.")
        if ran.failed:
            told = ran.stderr.decode("utf-8", "replace").strip().splitlines()
            because = f" ({told[-1][-160:]})" if told else ""
            sentence = f"{ran.failed[0].upper()}{ran.failed[1:]}{because}"
            raise RenderFailed(f"{sentence}; replace its media or take it out.")

    def untrusted(self, media_hash: str) -> list[str]:
        """The input options for a file from outside."""
        return [*INPUT_GUARD, "-i", str(self.locate(media_hash))]
