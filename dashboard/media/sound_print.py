"""Chromaprint of a sound, by the guarded ffmpeg: AcoustID's fingerprint, the same for every copy of a recording."""

from __future__ import annotations

from pathlib import Path

from dashboard.media.child import INPUT_GUARD, MIB, ffmpeg_path, run_guarded

HEARD_S = 120
SHORTEST_MS = 5000
"""Chromaprint says next to nothing of less."""
TIMEOUT_S = 60
MEMORY_BYTES = 2048 * MIB


def sound_print(sound: Path) -> tuple[bytes, str]:
    """The print of a file's first two minutes of sound, or none and a sentence that says why."""
    ran = run_guarded(
        [
            ffmpeg_path(), "-v", "error", "-nostdin", "-threads", "1", *INPUT_GUARD, "-i", str(sound.absolute()),
            "-map", "0:a:0", "-t", str(HEARD_S), "-ac", "1", "-f", "chromaprint", "-fp_format", "raw", "-",
        ],
        what="The fingerprint of the sound",
        timeout_s=TIMEOUT_S,
        cpu_s=TIMEOUT_S,
        memory_bytes=MEMORY_BYTES,
        file_bytes=MIB,
    )  # fmt: skip
    if b"chromaprint" in ran.stderr:
        return b"", "The sound has no fingerprint: the ffmpeg of this machine cannot make one."
    if ran.failed:
        return b"", f"{ran.failed}, so the sound has none."
    return ran.stdout, ""
