"""The three vocal pieces, and the two sounds from the field."""

from __future__ import annotations

import numpy as np

from data.sample import synth
from data.sample.mixing import Tape, in_room, master
from data.sample.music import FERRY_BEAT_S, ferry
from data.sample.synth import RATE, Sound, clock, fades
from data.sample.voice import Singer, line, sing

FERRY_TUNE = (
    "A4:1.5:o F#4:0.5:a E4:1 D4:0.75 -:0.25 F#4:1:u E4:0.5 D4:0.5 B3:1.5:o -:0.5 "
    "B4:1.5:a A4:0.5:o G4:1 D4:0.75:u -:0.25 E4:1:o F#4:0.5 G4:0.5 E4:1.5:a -:0.5 "
    "A4:1:o F#4:1:e D4:1:o E4:0.75 -:0.25 G4:1.5:a F#4:0.5:o E4:1 D4:0.75:u -:0.25 "
    "E4:1.5:o F#4:0.5 D4:1 C#4:1:u D4:3:o"
)
_FERRY_ALTO = "-:16 F#4:1:o D4:1 A3:2 D4:2:u B3:2 A3:3:o G3:1 F#3:3:u"


def ferry_sung() -> Sound:
    """The melody of "Last Ferry" sung over its track, joined by a second voice for the last four bars."""
    track = ferry(bars_of_bell=False)
    length = track.shape[1] / RATE
    lead = sing(line(FERRY_TUNE, FERRY_BEAT_S), length, Singer(seed=3))
    second = sing(line(_FERRY_ALTO, FERRY_BEAT_S), length, Singer(tract=0.9, vibrato_hz=4.9, breath=0.02, seed=8))
    voices = Tape(length)
    voices.lay(lead, 0, 0.5, 0.05)
    voices.lay(second, 0.02, 0.26, -0.35)
    return master(in_room(voices.sound, 0.32, 1.9, 7) * 0.8 + track * 0.75, -17, out_s=1.8)


def ferry_hummed() -> Sound:
    """The same melody hummed alone and lower, as a take to be mixed by somebody else."""
    tune = FERRY_TUNE.replace(":a", ":m").replace(":o", ":m").replace(":e", ":m").replace(":u", ":m")
    beat = FERRY_BEAT_S
    length = 32 * beat + 1
    voice = sing(line(tune, beat), length, Singer(tract=0.95, vibrato_cents=18, breath=0.006, seed=21))
    tape = Tape(length)
    tape.lay(voice, 0, 0.6)
    return master(in_room(tape.sound, 0.12, 0.7, 8), -19, out_s=1.0)


def three_humming() -> Sound:
    """Four bars of close harmony in E flat for three voices, about 18 s."""
    beat = 60 / 58
    parts = (
        (
            "G4:2:m Ab4:1:o G4:1 F4:2 Bb4:1:a Ab4:1:o G4:2 F4:1:u Eb4:1 D4:1:o F4:1 Eb4:4",
            Singer(1.02, seed=2),
            0.0,
        ),
        ("Eb4:2:m Eb4:1:o Eb4:1 D4:2 D4:2:a Eb4:2:o C4:2:u Bb3:2:o Bb3:4", Singer(0.93, 4.9, seed=5), -0.5),
        (
            "Bb3:2:m C4:1:o Bb3:1 Bb3:2 F3:2:a G3:2:o Ab3:2:u F3:1:o Ab3:1 G3:4",
            Singer(0.86, 4.6, 18, seed=9),
            0.5,
        ),
    )
    length = 16 * beat + 1.6
    tape = Tape(length)
    for text, singer, pan in parts:
        tape.lay(sing(line(text, beat, 0.1), length, singer), 0, 0.4, pan)
    low = "Eb3:2:m Ab2:1:o Eb3:1 Bb2:2 Bb2:2 C3:2 Ab2:2:u Bb2:2:o Eb3:4"
    tape.lay(sing(line(low, beat, 0.1), length, Singer(0.8, 4.4, 14, seed=12)), 0, 0.22, 0.1)
    return master(in_room(tape.sound, 0.45, 2.6, 9), -18, out_s=1.8)


def rain(length_s: float = 24.0) -> Sound:
    """Rain on an awning: a soft wash, near drops, and a gutter that runs in one corner."""
    rng = np.random.default_rng(40)
    tape = Tape(length_s)
    n = tape.sound.shape[1]
    freq = np.fft.rfftfreq(n, 1 / RATE)
    shape = 1 / (1 + (freq / 900) ** 0.8) * (1 - np.exp(-freq / 250)) * np.exp(-freq / 9000)
    breath = 0.8 + 0.2 * np.sin(2 * np.pi * np.arange(n) / RATE / 7.3)
    for side in range(2):
        wash = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * shape, n)
        tape.sound[side] = 0.05 * wash / wash.std() * breath
    for at in rng.uniform(0, length_s, int(34 * length_s)):
        t = clock(0.05)
        pitch = rng.uniform(700, 3400)
        drop = np.sin(2 * np.pi * (pitch * t + 900 * t * t)) * np.exp(-t / rng.uniform(0.003, 0.012))
        tape.lay(fades(drop, 0.001, 0.01), at, 0.18 * rng.uniform(0.1, 1) ** 2.2, rng.uniform(-0.9, 0.9))
    for at in np.arange(0.4, length_s - 0.2, 0.46) + rng.normal(0, 0.05, len(np.arange(0.4, length_s - 0.2, 0.46))):
        t = clock(0.12)
        drip = np.sin(2 * np.pi * (rng.uniform(380, 520) * t + 1500 * t * t)) * np.exp(-t / 0.03)
        tape.lay(fades(drip, 0.002, 0.03), at, 0.06, 0.6)
    return master(in_room(tape.sound, 0.15, 0.6, 10), -20, in_s=1.0, out_s=1.5)


def harbour(length_s: float = 20.0) -> Sound:
    """A harbour before work: water against a hull, a rope, and a bell far out that keeps its own time."""
    rng = np.random.default_rng(41)
    tape = Tape(length_s)
    t = clock(length_s)
    freq = np.fft.rfftfreq(t.size, 1 / RATE)
    for side in range(2):
        water = np.fft.irfft(np.fft.rfft(rng.standard_normal(t.size)) / (1 + (freq / 320) ** 1.6), t.size)
        lap = 0.35 + 0.65 * np.clip(np.sin(2 * np.pi * t / 3.7 + 0.9 * side + np.sin(t / 2.1)), 0, 1) ** 2
        tape.sound[side] = 0.05 * water / water.std() * lap
    for at in rng.uniform(0.5, length_s - 1, 26):
        s = clock(0.16)
        plop = np.sin(2 * np.pi * (rng.uniform(190, 340) * s + 700 * s * s)) * np.exp(-s / 0.04)
        tape.lay(fades(plop, 0.005, 0.04), at, rng.uniform(0.02, 0.07), rng.uniform(-0.8, 0.8))
    for at in (2.2, 5.1, 8.8, 11.4, 15.6):
        far = synth.bell(523.25, 5.0, 2.756, 1.1, 1.9) + 0.5 * synth.bell(622.3, 5.0, 1.41, 0.6, 1.2)
        tape.lay(far, at, rng.uniform(0.035, 0.06), 0.4)
    return master(in_room(tape.sound, 0.5, 3.2, 11), -20, in_s=1.0, out_s=2.0)
