"""Instruments: each function returns one note as samples at 48 kHz, peak near 1."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def hertz(note: str) -> float:
    """Equal-tempered frequency of a note such as ``F#4`` or ``Bb3`` (A4 is 440)."""
    match = re.fullmatch(r"([A-G])([#b]?)(-?\d)", note)
    if match is None:
        raise ValueError(f"{note!r} is not a note")
    letter, accidental, octave = match.groups()
    step = _STEPS[letter] + {"#": 1, "b": -1, "": 0}[accidental]
    return float(440.0 * 2 ** ((step - 9) / 12 + int(octave) - 4))


def clock(length_s: float) -> Sound:
    """The time of each sample, in seconds."""
    return np.arange(int(length_s * RATE)) / RATE


def fades(sound: Sound, in_s: float, out_s: float) -> Sound:
    """The sound with raised-cosine ends; works on one channel or on the last axis of two."""
    shaped = sound.copy()
    for length_s, at_end in ((in_s, False), (out_s, True)):
        n = min(int(length_s * RATE), sound.shape[-1])
        if n:
            ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / n)
            part = slice(-n, None) if at_end else slice(0, n)
            shaped[..., part] *= ramp[::-1] if at_end else ramp
    return shaped


@lru_cache(maxsize=256)
def pluck(freq: float, length_s: float, bright: float = 0.5, sustain_s: float = 2.5, seed: int = 0) -> Sound:
    """A plucked string (Karplus-Strong), solved in the frequency domain so that every pitch is in tune.

    ``sustain_s`` is the time the fundamental takes to fall 60 dB; ``bright`` 0..1 opens the pick's tone.
    """
    n = int(length_s * RATE)
    size = 1 << int(np.ceil(np.log2(n + sustain_s * RATE)))
    period = RATE / freq
    burst = np.zeros(size)
    burst[: int(period)] = np.random.default_rng(seed).uniform(-1, 1, int(period))
    omega = np.linspace(0, np.pi, size // 2 + 1)
    pick = np.exp(-(((omega * RATE / (2 * np.pi)) / (900 + 5200 * bright)) ** 1.2)) * (
        1 - 0.8 * np.exp(-1j * omega * period * 0.21)
    )
    loss = 10 ** (-3 / (freq * sustain_s)) * np.cos(omega / 2) ** (1.6 - bright)
    string = np.fft.irfft(np.fft.rfft(burst) * pick / (1 - loss * np.exp(-1j * omega * period)), size)[:n]
    string -= string.mean()
    return fades(string / np.abs(string).max(), 0.001, min(0.08, length_s / 3))


@lru_cache(maxsize=256)
def bell(freq: float, length_s: float, ratio: float = 3.5, depth: float = 1.4, ring_s: float = 1.2) -> Sound:
    """A struck bell by frequency modulation; ``ratio`` sets the metal, ``ring_s`` the time to 1/e."""
    t = clock(length_s)
    index = depth * np.exp(-t / (0.32 * ring_s))
    body = np.sin(2 * np.pi * freq * t + index * np.sin(2 * np.pi * freq * ratio * t))
    shimmer = 0.25 * np.sin(2 * np.pi * freq * 2.003 * t) * np.exp(-t / (0.4 * ring_s))
    return fades((body + shimmer) * np.exp(-t / ring_s) / 1.2, 0.002, min(0.1, length_s / 3))


@lru_cache(maxsize=256)
def felt(freq: float, length_s: float, touch: float = 0.6) -> Sound:
    """A felted piano: slightly sharp partials that die sooner the higher they are, and a soft knock."""
    t = clock(length_s)
    note = np.zeros_like(t)
    for k in range(1, 9):
        partial = k * freq * np.sqrt(1 + 0.0004 * k * k)
        if partial > 6000:
            break
        weight = touch ** (0.75 * (k - 1)) / k**0.6
        ring = 2.6 * (220 / freq) ** 0.4 / (1 + 0.45 * (k - 1))
        beat = np.sin(2 * np.pi * partial * t) + 0.6 * np.sin(2 * np.pi * partial * 1.0009 * t + k)
        note += weight * beat * (0.65 * np.exp(-t / (0.22 * ring)) + 0.35 * np.exp(-t / ring))
    knock = np.sin(2 * np.pi * 96 * t) * np.exp(-t / 0.018) * 0.5
    return fades(note / np.abs(note).max() + 0.12 * knock, 0.004, min(0.15, length_s / 3))


@lru_cache(maxsize=256)
def tine(freq: float, length_s: float, touch: float = 0.6) -> Sound:
    """An electric piano: a warm 1:1 pair and a short bright tine above it, with a slow tremolo."""
    t = clock(length_s)
    warm = np.sin(2 * np.pi * freq * t + 1.5 * touch * np.exp(-t / 0.5) * np.sin(2 * np.pi * freq * t))
    ping = 0.16 * touch * np.sin(2 * np.pi * freq * 7 * t) * np.exp(-t / 0.09)
    tremolo = 1 - 0.14 * (0.5 - 0.5 * np.cos(2 * np.pi * 4.6 * t))
    return fades((warm + ping) * tremolo * np.exp(-t / 1.7), 0.004, min(0.12, length_s / 3))


@lru_cache(maxsize=64)
def pad(freq: float, length_s: float, detune: float = 0.003) -> Sound:
    """A bowed, slowly opening chord tone; ask twice with different ``detune`` for left and right."""
    t = clock(length_s)
    note = np.zeros_like(t)
    for side in (1 - detune, 1 + 0.7 * detune):
        turn = np.exp(2j * np.pi * freq * side * t)
        partial = turn * np.exp(1j * detune * 900)
        for k in range(1, 7):
            note += partial.imag / k**1.7
            partial *= turn
    swell = 0.8 + 0.2 * np.sin(2 * np.pi * 0.19 * t + freq)
    return fades(note * swell / 3.0, min(0.9, length_s / 2.5), min(1.1, length_s / 2.5))


@lru_cache(maxsize=128)
def reed(freq: float, length_s: float, breath: float = 0.03) -> Sound:
    """A clarinet-like lead: odd partials, vibrato that arrives late, a little breath."""
    t = clock(length_s)
    late = np.clip((t - 0.25) / 0.5, 0, 1)
    phase = 2 * np.pi * freq * t + late * (0.0055 * freq / 5.1) * np.sin(2 * np.pi * 5.1 * t)
    note = sum(w * np.sin(k * phase) for k, w in ((1, 1.0), (2, 0.1), (3, 0.42), (5, 0.16), (7, 0.05)))
    air = np.random.default_rng(int(freq)).standard_normal(t.size)
    swell = 0.72 + 0.28 * np.sin(np.pi * np.clip(t / length_s, 0, 1))
    return fades((np.asarray(note) + breath * air) * swell / 1.3, 0.06, min(0.14, length_s / 3))


@lru_cache(maxsize=64)
def bass(freq: float, length_s: float) -> Sound:
    """A round upright bass: three partials and the thump of a finger."""
    t = clock(length_s)
    body = np.sin(2 * np.pi * freq * t) + 0.45 * np.sin(4 * np.pi * freq * t) * np.exp(-t / 0.3)
    body += 0.2 * np.sin(6 * np.pi * freq * t) * np.exp(-t / 0.12)
    return fades(body * np.exp(-t / 0.9) / 1.5, 0.006, min(0.09, length_s / 3))


@lru_cache(maxsize=8)
def drum(kind: str) -> Sound:
    """One stroke of a ``kick``, ``brush``, ``tick`` or ``frame`` drum."""
    t = clock(0.5)
    noise = np.random.default_rng(len(kind)).standard_normal(t.size)
    if kind == "kick":
        return fades(np.sin(2 * np.pi * (47 * t + 2.1 * (1 - np.exp(-t / 0.028)))) * np.exp(-t / 0.13), 0.002, 0.1)
    if kind == "frame":
        skin = np.sin(2 * np.pi * (82 * t + 0.9 * (1 - np.exp(-t / 0.03)))) * np.exp(-t / 0.17)
        return fades(skin + 0.12 * np.diff(noise, prepend=0) * np.exp(-t / 0.012), 0.002, 0.1)
    bright = np.diff(noise, n=2 if kind == "tick" else 1, prepend=np.zeros(2 if kind == "tick" else 1))
    fall = 0.012 if kind == "tick" else 0.075
    return fades(bright * np.exp(-t / fall) * 0.3, 0.008 if kind == "brush" else 0.001, 0.1)
