"""From drawn frames to a film: frames are piped to the encoder, sound is laid beside them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
from PIL import Image

from data.sample.mixing import write_wav
from data.sample.synth import Sound

_BT709 = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
_EXACT = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
CODECS: dict[str, list[str]] = {
    ".mp4": [
        "-vf", "scale=out_color_matrix=bt709:out_range=tv", *_BT709,
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-threads", "1",
        "-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart",
    ],
    ".webm": [  # VP8 knows no other matrix than BT.601
        "-vf", "scale=out_color_matrix=bt601:out_range=tv",
        "-c:v", "libvpx", "-deadline", "good", "-cpu-used", "4", "-b:v", "1400k", "-threads", "1",
        "-c:a", "libvorbis", "-q:a", "4",
    ],
}  # fmt: skip


def write_film(
    path: Path,
    frames: Iterable[Image.Image],
    size: tuple[int, int],
    rate: Fraction,
    sound: Sound | None = None,
) -> None:
    """Encode frames (and sound, cut or padded by the caller to the same length) by the name's suffix."""
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(rate), "-i", "-"]
    with TemporaryDirectory() as workshop:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *raw]
        if sound is not None:
            track = Path(workshop) / "track.wav"
            write_wav(track, sound)
            command += ["-i", str(track)]
        command += ["-pix_fmt", "yuv420p", *CODECS[path.suffix], *_EXACT, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
            assert child.stdin is not None  # noqa: S101 - the pipe was asked for
            for frame in frames:
                child.stdin.write(frame.tobytes())
    if child.returncode:
        raise RuntimeError(f"the encoder refused {path.name}")
