"""The mixing desk: placing notes in time and space, the room, loudness, and the file."""

from __future__ import annotations

import subprocess
import wave
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from data.sample.synth import RATE, Sound, clock, fades

CODECS: dict[str, list[str]] = {
    ".mp3": ["-c:a", "libmp3lame", "-b:a", "160k"],
    ".m4a": ["-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart"],
    ".ogg": ["-c:a", "libvorbis", "-q:a", "5"],
    ".flac": ["-c:a", "flac", "-sample_fmt", "s16"],
    ".wav": ["-c:a", "pcm_s16le"],
}


class Tape:
    """Two channels of a fixed length onto which notes are laid."""

    def __init__(self, length_s: float) -> None:
        self.sound: Sound = np.zeros((2, round(length_s * RATE)))

    def lay(self, note: Sound, at_s: float, gain: float = 1.0, pan: float = 0.0) -> None:
        """Add a note at a time; ``pan`` -1 is left, +1 right, at equal power. What overruns is cut."""
        start = int(at_s * RATE)
        room = self.sound.shape[1] - start
        if start < 0 or room <= 0:
            return
        angle = (pan + 1) * np.pi / 4
        sides = (np.cos(angle), np.sin(angle)) if note.ndim == 1 else (1.0, 1.0)
        for side, weight in enumerate(sides):
            voice = (note if note.ndim == 1 else note[side])[:room]
            self.sound[side, start : start + voice.size] += gain * weight * voice


def in_room(dry: Sound, wet: float, decay_s: float, seed: int = 1) -> Sound:
    """The sound in a room: convolution with noise that decays, darker as it decays."""
    t = clock(decay_s * 1.3)
    rng = np.random.default_rng(seed)
    size = 1 << int(np.ceil(np.log2(dry.shape[1] + t.size)))
    out = dry.copy()
    for side in range(2):
        early, late = rng.standard_normal((2, t.size))
        late = np.convolve(late, np.hanning(13) / 3.2, "same")
        tail = (early * np.exp(-t / (decay_s / 14)) * 0.5 + late * np.exp(-t / (decay_s / 6.9))) * (t > 0.012)
        tail /= np.sqrt((tail**2).sum())
        room = np.fft.irfft(np.fft.rfft(dry[side], size) * np.fft.rfft(tail, size), size)
        out[side] += wet * room[: dry.shape[1]]
    return out


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS after BS.1770: K-weighted, gated at -70 and at 10 below the mean."""
    size = 1 << int(np.ceil(np.log2(sound.shape[1])))
    weighted = np.fft.irfft(np.fft.rfft(sound, size) * _k_weight(size), size)[:, : sound.shape[1]]
    block, hop = int(0.4 * RATE), int(0.1 * RATE)
    total = np.concatenate([[0.0], np.cumsum((weighted**2).sum(axis=0))])
    starts = np.arange(0, max(1, sound.shape[1] - block + 1), hop)
    power = (total[np.minimum(starts + block, total.size - 1)] - total[starts]) / block + 1e-12
    level = -0.691 + 10 * np.log10(power)
    kept = power[level > -70]
    gate = -0.691 + 10 * np.log10(kept.mean()) - 10
    return float(-0.691 + 10 * np.log10(power[level > max(gate, -70)].mean()))


@lru_cache(maxsize=2)
def _k_weight(n: int) -> Sound:
    """Magnitude of the two BS.1770 filters (coefficients at 48 kHz) on the bins of a real FFT."""
    z = np.exp(-1j * np.linspace(0, np.pi, n // 2 + 1))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high_pass))


def master(sound: Sound, lufs: float = -18.0, in_s: float = 0.02, out_s: float = 1.2) -> Sound:
    """Faded and brought to a loudness; peaks above -4 dBFS are rounded off and never pass -1."""
    faded = fades(sound - sound.mean(axis=1, keepdims=True), in_s, out_s)
    knee, ceiling = 0.63, 0.89
    for _ in range(2):
        faded *= 10 ** ((lufs - loudness(faded)) / 20)
        over = np.abs(faded) - knee
        rounded = knee + (ceiling - knee) * np.tanh(over / (ceiling - knee))
        faded = np.where(over > 0, np.sign(faded) * rounded, faded)
    return faded


def write_wav(path: Path, sound: Sound) -> None:
    """Sixteen-bit stereo at 48 kHz."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound.T * 32767).round().astype("<i2").tobytes())


def write_sound(path: Path, sound: Sound) -> None:
    """The sound in the format that the name's suffix asks for (see CODECS)."""
    if path.suffix == ".wav":
        write_wav(path, sound)
        return
    pcm = (sound.T * 32767).round().astype("<i2").tobytes()
    raw = ["-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0"]
    run_ffmpeg([*raw, *CODECS[path.suffix], str(path)], pcm)


def run_ffmpeg(arguments: list[str], stdin: bytes = b"") -> None:
    """Run the bundled ffmpeg quietly with reproducible output; raises on failure."""
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]
    head = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y"]
    subprocess.run([*head, *arguments[:-1], *exact, arguments[-1]], input=stdin, check=True)
