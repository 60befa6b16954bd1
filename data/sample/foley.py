"""Sound for the films that bring their own, and the fitting of music to a picture."""

from __future__ import annotations

import numpy as np

from data.sample import synth
from data.sample.mixing import Tape, in_room, master
from data.sample.synth import RATE, Sound, clock, fades, hertz


def fitted(music: Sound, length_s: float) -> Sound:
    """The music cut or padded to a picture's length, with an ending made at the cut."""
    n = round(length_s * RATE)
    cut = np.zeros((2, n))
    cut[:, : music.shape[1]] = music[:, :n]
    return fades(cut, 0.01, 1.2)


def _air(length_s: float, low: float, high: float, seed: int) -> Sound:
    """Noise between two frequencies, level 1, one channel."""
    n = int(length_s * RATE)
    freq = np.fft.rfftfreq(n, 1 / RATE)
    band = np.exp(-((np.log(np.maximum(freq, 1)) - np.log(np.sqrt(low * high))) ** 2) / np.log(high / low) ** 2 * 2)
    noise = np.fft.irfft(np.fft.rfft(np.random.default_rng(seed).standard_normal(n)) * band, n)
    return np.asarray(noise / noise.std())


def skein(length_s: float) -> Sound:
    """High wind, wings, and two chords that move south with the birds."""
    tape = Tape(length_s)
    t = clock(length_s)
    for side, pan in ((60, -0.8), (61, 0.8)):
        tape.lay(0.035 * _air(length_s, 200, 900, side) * (0.7 + 0.3 * np.sin(0.9 * t + side)), 0, 1, pan)
    for at, chord in ((0.0, "G3 D4 B4 E5"), (4.8, "E3 B3 G4 D5")):
        for note in chord.split():
            sides = np.stack([synth.pad(hertz(note), length_s - 4.6, d) for d in (0.0028, 0.0041)])
            tape.lay(sides, at, 0.09)
    for at, note in ((1.2, "B5"), (2.4, "D6"), (3.6, "E6"), (6.0, "G5"), (7.2, "B5"), (8.4, "A5")):
        tape.lay(synth.bell(hertz(note), 2.5, 3.0, 0.5, 0.9), at, 0.07, 0.3)
    return master(in_room(tape.sound, 0.45, 2.4, 12), -19, in_s=0.4, out_s=1.4)


def kettle(length_s: float) -> Sound:
    """A gas ring, a clock, and water that begins to talk."""
    tape = Tape(length_s)
    t = clock(length_s)
    rise = np.clip(t / length_s, 0, 1)
    tape.lay(0.05 * _air(length_s, 120, 700, 62), 0, 1, -0.2)
    tape.lay(0.075 * _air(length_s, 2600, 7000, 63) * rise**2, 0, 1, 0.2)
    rng = np.random.default_rng(64)
    for at in length_s * np.sqrt(rng.uniform(0.02, 0.97, 120)):
        s = clock(0.06)
        bubble = np.sin(2 * np.pi * (rng.uniform(220, 480) * s + 2400 * s * s)) * np.exp(-s / 0.016)
        tape.lay(fades(bubble, 0.003, 0.02), at, 0.12 * rng.uniform(0.3, 1), rng.uniform(-0.1, 0.5))
    for beat in range(int(length_s)):
        tape.lay(synth.drum("tick"), beat + 0.2, 0.22 if beat % 2 else 0.3, -0.7)
    hum = np.sin(2 * np.pi * (620 * t + 26 * t * t)) * rise**5
    tape.lay(hum, 0, 0.05, 0.2)
    return master(in_room(tape.sound, 0.2, 0.6, 13), -21, in_s=0.2, out_s=0.8)


def lantern_river(water: Sound, length_s: float) -> Sound:
    """Somebody's harbour recording under a slow music of bells."""
    tape = Tape(length_s)
    tape.lay(water[:, : tape.sound.shape[1]], 0, 0.5)
    for at, note in (
        (0.6, "A4"),
        (2.1, "C5"),
        (3.6, "E5"),
        (5.6, "G5"),
        (7.1, "E5"),
        (8.6, "D5"),
        (10.6, "A4"),
        (11.4, "E5"),
    ):
        tape.lay(synth.bell(hertz(note), 4.0, 2.76, 0.7, 1.4), at, 0.16, 0.35 * np.sin(at))
    for at, chord in ((0.0, "A2 E3 C4"), (6.8, "F2 C3 A3")):
        for note in chord.split():
            sides = np.stack([synth.pad(hertz(note), 7.2, d) for d in (0.0028, 0.0041)])
            tape.lay(sides, at, 0.08)
    return master(in_room(tape.sound, 0.4, 2.8, 14), -19, in_s=0.5, out_s=2.0)
