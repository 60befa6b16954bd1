"""A singing voice without words: a glottal pulse seen through the formants of a vowel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.synth import RATE, Sound, fades, hertz

# Formant frequency and bandwidth in Hz, and level in dB, for an alto (after Peterson and Barney).
VOWELS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "a": ((800, 90, 0), (1180, 100, -5), (2750, 140, -20), (3900, 200, -26)),
    "o": ((480, 75, 0), (820, 90, -8), (2700, 130, -26), (3700, 200, -30)),
    "u": ((370, 60, 0), (680, 80, -12), (2600, 130, -32), (3600, 200, -36)),
    "e": ((560, 80, 0), (1900, 110, -12), (2600, 140, -17), (3800, 200, -26)),
    "m": ((280, 60, 0), (1000, 160, -26), (2300, 200, -36), (3400, 250, -42)),
}


@dataclass(frozen=True)
class Sung:
    """One note of a melody: when and how long in seconds, what pitch and vowel."""

    at_s: float
    length_s: float
    note: str
    vowel: str = "o"


@dataclass(frozen=True)
class Singer:
    """What makes a throat: vocal tract size (1 is an alto, larger is a smaller tract), vibrato, air."""

    tract: float = 1.0
    vibrato_hz: float = 5.3
    vibrato_cents: float = 26.0
    breath: float = 0.012
    seed: int = 3


def line(text: str, beat_s: float, start_s: float = 0.0) -> list[Sung]:
    """Notes from ``F#4:1.5:a E4:.5 -:1``: pitch, beats, vowel (kept until changed); ``-`` rests."""
    notes: list[Sung] = []
    at, vowel = start_s, "o"
    for word in text.split():
        pitch, beats, *new = word.split(":")
        vowel = new[0] if new else vowel
        length = float(beats) * beat_s
        if pitch != "-":
            notes.append(Sung(at, length, pitch, vowel))
        at += length
    return notes


def sing(notes: list[Sung], length_s: float, singer: Singer) -> Sound:
    """The melody sung on one channel; the pitch glides between notes that touch."""
    n = int(length_s * RATE)
    step = 240  # the curves move every 5 ms; more often cannot be heard
    ticks = np.arange(0, n + 2 * step, step)
    pitch, level, vowels = _curves(notes, ticks / RATE, singer)
    vibrato = _vibrato(notes, ticks / RATE, singer)
    freq = _filled(pitch * vibrato, step)[:n]
    phase = 2 * np.pi * np.cumsum(freq) / RATE
    out = np.zeros(n)
    turn = np.exp(1j * phase)
    harmonic = np.ones(n, dtype=np.complex128)
    for k in range(1, 29):
        harmonic *= turn
        heard = _tract(k * pitch * vibrato, vowels, singer.tract) / k**0.72
        heard *= k * pitch < 9000
        lag = np.exp(0.37j * k * k)  # spreads the pulse, so that the peaks stay low
        out += _filled(heard, step)[:n] * (harmonic.imag * lag.real + harmonic.real * lag.imag)
    air = np.random.default_rng(singer.seed).standard_normal(n)
    air = np.convolve(air, [0.25, 0.5, 0.25], "same") * (0.6 + 0.4 * np.sin(phase))
    out = out / (np.abs(out).max() + 1e-9) + singer.breath * air
    return fades(out * _filled(level, step)[:n], 0.01, 0.3)


def _filled(ticks: Sound, step: int) -> Sound:
    """A curve known every ``step`` samples, drawn through in straight lines."""
    part = np.arange(step) / step
    return (ticks[:-1, None] + np.diff(ticks)[:, None] * part).ravel()


def _curves(notes: list[Sung], t: Sound, singer: Singer) -> tuple[Sound, Sound, dict[str, Sound]]:
    """Pitch in Hz, level 0..1 and the share of each vowel at each tick."""
    drift = np.random.default_rng(singer.seed)
    pitch, level = np.full(t.size, hertz(notes[0].note)), np.zeros(t.size)
    vowels = {name: np.zeros(t.size) for name in VOWELS}
    for note in notes:
        on = t >= note.at_s
        pitch[on] = hertz(note.note) * 2 ** (drift.normal(0, 5) / 1200)
        inside = on & (t < note.at_s + note.length_s)
        since = t[inside] - note.at_s
        swell = 0.78 + 0.22 * np.sin(np.pi * since / note.length_s)
        level[inside] = swell * np.clip((note.length_s - since) / 0.16, 0.25, 1)
        for name, share in vowels.items():
            share[on] = float(name == note.vowel)
    glide = np.hanning(17) / np.hanning(17).sum()
    slow = np.hanning(25) / np.hanning(25).sum()
    smooth = {name: np.convolve(np.pad(s, 12, mode="edge"), slow, "valid") for name, s in vowels.items()}
    bent = np.exp(np.convolve(np.pad(np.log(pitch), 8, mode="edge"), glide, "valid"))
    return bent, np.convolve(np.pad(level, 12, mode="edge"), slow, "valid"), smooth


def _vibrato(notes: list[Sung], t: Sound, singer: Singer) -> Sound:
    """A pitch factor that starts still on each note and opens into vibrato, with a slow wander."""
    depth = np.zeros(t.size)
    for note in notes:
        inside = (t >= note.at_s) & (t < note.at_s + note.length_s)
        depth[inside] = np.clip((t[inside] - note.at_s - 0.22) / 0.5, 0, 1)
    wander = 4 * np.sin(2 * np.pi * 0.7 * t + singer.seed) + 3 * np.sin(2 * np.pi * 1.9 * t)
    rate = singer.vibrato_hz * t + 0.15 * np.sin(2 * np.pi * 0.31 * t + singer.seed)
    cents: Sound = singer.vibrato_cents * depth * np.sin(2 * np.pi * rate) + wander
    return np.asarray(2 ** (cents / 1200))


def _tract(freq: Sound, vowels: dict[str, Sound], tract: float) -> Sound:
    """Gain of the vocal tract at a frequency, blended over the vowels of the moment."""
    gain = np.zeros(freq.size)
    for name, share in vowels.items():
        if share.any():
            peaks = (
                10 ** (db / 20) / np.sqrt(1 + ((freq / tract - centre) / (1.3 * width)) ** 2)
                for centre, width, db in VOWELS[name]
            )
            gain += share * sum(peaks)
    return gain
