"""The six pieces of music, each written out and played by the instruments of synth.py."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.sample import synth
from data.sample.mixing import Tape, in_room, master
from data.sample.synth import Sound, hertz
from data.sample.voice import line

Instrument = Callable[[float, float], Sound]

FERRY_BEAT_S = 60 / 84
FERRY_CHORDS = (
    "D3 A3 D4 F#4", "B2 F#3 A3 D4", "G2 D3 B3 D4", "A2 E3 A3 C#4",
    "F#2 D3 A3 D4", "G2 D3 G3 B3", "A2 E3 A3 E4", "D3 A3 D4 F#4",
)  # fmt: skip
WALTZ_BEAT_S = 60 / 100


def play(
    tape: Tape, melody: str, beat_s: float, tone: Instrument, *, at_s: float = 0.0, gain: float = 0.5,
    pan: float = 0.0, ring: float = 1.6, seed: int = 5,
) -> None:  # fmt: skip
    """Lay a written melody on the tape with a person's small unevenness; ``ring`` lengthens each note."""
    hand = np.random.default_rng(seed)
    for note in line(melody, beat_s, at_s):
        late, weight = abs(hand.normal(0, 0.006)), gain * hand.uniform(0.86, 1.06)
        tape.lay(tone(hertz(note.note), round(note.length_s * ring + 0.2, 3)), note.at_s + late, weight, pan)


def _pads(tape: Tape, chords: tuple[str, ...], bar_s: float, gain: float, at_s: float = 0.0) -> None:
    for bar, chord in enumerate(chords):
        for note in chord.split()[1:]:
            sides = np.stack([synth.pad(hertz(note), bar_s + 0.9, d) for d in (0.0028, 0.0041)])
            tape.lay(sides, at_s + bar * bar_s, gain)


def ferry(bars_of_bell: bool = True) -> Sound:
    """*Last Ferry*: D major, 84 to the minute, eight bars; without the bell there is room for a singer."""
    beat = FERRY_BEAT_S
    tape = Tape(8 * 4 * beat + 1.9)
    for bar, chord in enumerate(FERRY_CHORDS):
        low, *rest = chord.split()
        figure = [low, rest[0], rest[1], rest[2], rest[1], rest[2], rest[0], rest[1]]
        if bar == 6:  # the fourth hangs for half a bar before it falls to the third
            figure[3:6] = "D4", "A3", "C#4"
        if bar == 7:
            figure = [low, rest[0], rest[1], rest[2], "A4"]
        text = " ".join(f"{note}:0.5" for note in figure)
        play(tape, text, beat, synth.felt, at_s=bar * 4 * beat, gain=0.34, pan=-0.15, ring=4, seed=bar)
        tape.lay(synth.bass(hertz(low) / (2 if low[-1] == "3" else 1), 3.4 * beat), bar * 4 * beat, 0.3)
    _pads(tape, FERRY_CHORDS, 4 * beat, 0.05)
    if bars_of_bell:
        melody = (
            "A5:1.5 F#5:0.5 E5:1 D5:1 F#5:2 -:2 B5:1.5 A5:0.5 G5:1 D5:1 E5:2.5 -:1.5 A5:1 F#5:1 D5:1 "
            "E5:1 G5:1.5 F#5:0.5 E5:1 D5:1 E5:2 D5:1 C#5:1 D5:4"
        )
        play(tape, melody, beat, lambda f, s: synth.bell(f, s, 3.0, 0.7, 1.3), gain=0.2, pan=0.3, ring=2.2)
    return master(in_room(tape.sound, 0.3, 2.2), -18, out_s=1.8)


def kitchen_waltz() -> Sound:
    """*Waltz for a Small Kitchen*: G major in three, guitar, music box, then clarinet; 38 s."""
    beat = WALTZ_BEAT_S
    chords = (
        "G2 B3 D4 G4,G2 B3 D4 G4,E2 B3 E4 G4,D2 A3 C4 F#4,G2 B3 D4 G4,B2 A3 D4 F#4,C3 G3 C4 E4,"
        "D3 A3 D4 F#4,E3 G3 B3 E4,C3 G3 C4 E4,A2 G3 C4 E4,D3 F#3 C4 D4,G2 B3 D4 G4,B2 F#3 B3 D4,"
        "C3 G3 C4 E4,B2 G3 B3 D4,A2 G3 C4 E4,D3 F#3 C4 D4,G2 B3 D4 G4,G2 D3 B3 G4"
    )
    tape = Tape(20 * 3 * beat + 2)
    for bar, chord in enumerate(chords.split(",")):
        low, *high = chord.split()
        at = bar * 3 * beat
        tape.lay(synth.pluck(hertz(low), 2.2, 0.3, 3.0, bar % 2), at, 0.62, -0.1)
        for beat_no in (1, 2) if bar < 19 else ():
            for string, note in enumerate(high):
                strum = at + beat_no * beat + 0.014 * string + 0.004 * (bar % 3)
                tape.lay(synth.pluck(hertz(note), 1.0, 0.32, 1.3, string), strum, 0.17, -0.25)
    box = "D5:2 E5:1 F#5:2 D5:1 G5:2 E5:1 D5:3 B4:1 E5:1 G5:1 G5:2 E5:1 C5:1 E5:1 D5:1 D5:2 -:1"
    play(tape, box, beat, lambda f, s: synth.bell(2 * f, s, 4.0, 0.5, 0.8), at_s=12 * beat, gain=0.15, pan=0.3)
    reed = "B4:2 D5:1 D5:1.5 C#5:0.5 D5:1 E5:2 G5:1 D5:3 C5:1 E5:1 G5:1 F#5:1.5 E5:0.5 F#5:1 G5:3 G5:2"
    play(tape, reed, beat, synth.reed, at_s=36 * beat, gain=0.21, pan=0.12, ring=0.75)
    return master(in_room(tape.sound, 0.22, 1.3, 2), -18, out_s=1.6)


def boats_folded() -> Sound:
    """*Boats, Folded*: D minor with a raised sixth, in six, for low strings and a frame drum; 20 s."""
    beat = 1 / 3
    tape = Tape(20)
    roots = ["D2", "D2", "G2", "A2", "D2", "C3", "G2", "A2", "D2"]
    melody = (
        "-:6 D4:2 E4:1 F4:2 A4:1 B4:1.5 A4:0.5 G4:1 A4:3 E4:1 F4:1 E4:1 C#4:1 D4:1 E4:1 "
        "F4:1 G4:1 A4:1 D5:2 C5:1 C5:1 B4:1 A4:1 G4:2 E4:1 B4:1 A4:1 G4:1 F4:0.5 G4:0.5 F4:1 E4:1 "
        "E4:1 C#4:1 E4:1 A4:2 G4:1 F4:0.5 E4:0.5 D4:5"
    )
    for bar, root in enumerate(roots):
        at = bar * 2.0
        last = bar == len(roots) - 1
        for place, gain in ((0, 0.5), (3, 0.3)) if not last else ((0, 0.5),):
            tape.lay(synth.pluck(hertz(root), 2.4, 0.35, 3.2, place), at + place * beat, gain, -0.2)
            tape.lay(synth.drum("frame"), at + place * beat, 0.5 if bar else 0.3)
        for place in (2, 5) if not last else ():
            fifth = hertz(root) * 3
            tape.lay(synth.pluck(fifth, 1.0, 0.3, 1.6, place), at + place * beat, 0.2, 0.35)
            tape.lay(synth.drum("tick"), at + place * beat, 0.1, 0.3)
    play(tape, melody, beat, lambda f, s: synth.pluck(f, s, 0.62, 1.9), gain=0.52, ring=2.4, pan=0.05)
    _pads(tape, ("D2 D3 A3", "D2 D3 A3"), 8.4, 0.05)
    return master(in_room(tape.sound, 0.26, 1.7, 3), -18, out_s=1.5)


def sixth_floor() -> Sound:
    """*Stairwell Radio*: F major, 90 to the minute, electric piano over brushes; 18 s."""
    beat = 60 / 90
    chords = "F2 A3 C4 E4,E2 G3 B3 D4,A2 G3 C#4 E4,D2 F3 C4 E4,G2 F3 Bb3 D4,C3 E3 Bb3 D4,F2 A3 C4 E4"
    beats = (4, 2, 2, 4, 4, 4, 4)
    tape = Tape(18)
    at = 0.0
    for chord, length in zip(chords.split(","), beats, strict=True):
        low, *high = chord.split()
        for hit, gain in ((0.0, 0.25), (1.5, 0.16)) if length == 4 and at < 20 else ((0.0, 0.25),):
            for spread, note in enumerate(high):
                tone = synth.tine(hertz(note), round((length - hit) * beat + 0.3, 3), 0.55)
                tape.lay(tone, (at + hit) * beat + 0.009 * spread, gain, -0.2)
        tape.lay(synth.bass(hertz(low), 1.5 * beat), at * beat, 0.55)
        at += length
    for step in range(20):
        swing = 0.08 * beat if step % 2 else 0.0
        if step % 4 in (0, 2):
            tape.lay(synth.drum("kick"), step * beat, 0.5 if step % 4 == 0 else 0.34)
        if step % 2:
            tape.lay(synth.drum("brush"), step * beat, 0.16, 0.1)
        tape.lay(synth.drum("tick"), (step + 0.5) * beat + swing, 0.08, 0.35)
    tune = (
        "-:1 C5:0.5 A4:0.5 E5:1.5 -:0.5 D5:1 B4:1 C#5:1 E5:1 F5:1.5 E5:0.5 C5:1 A4:1 D5:1 F5:1 "
        "A5:1.5 G5:0.5 E5:1 D5:1 Bb4:1 C5:1 C5:3"
    )
    play(tape, tune, beat, lambda f, s: synth.tine(f, s, 0.8), gain=0.3, pan=0.25, ring=1.3)
    return master(in_room(tape.sound, 0.18, 1.0, 4), -17, out_s=1.6)


def tin_roof(rain: Sound) -> Sound:
    """*Tin Roof Lullaby*: five-note bells in C over somebody's recording of rain; 24 s."""
    beat = 60 / 72
    tape = Tape(24)
    tape.lay(rain[:, : tape.sound.shape[1]], 0, 0.32)
    low = "C3:2 G3:2 A2:2 E3:2 F2:2 C3:2 G2:2 D3:2 A2:2 E3:2 F2:2 C3:2 C3:3"
    high = (
        "E5:1 G5:0.5 A5:0.5 G5:1 E5:1 D5:1 E5:0.5 G5:0.5 C5:2 A4:1 C5:0.5 D5:0.5 E5:1 C5:1 D5:1 G4:1 "
        "D5:2 E5:1 G5:0.5 A5:0.5 C6:1 A5:1 G5:1 E5:0.5 D5:0.5 C5:2 C5:3"
    )
    play(tape, low, beat, lambda f, s: synth.pluck(f, s, 0.2, 3.0), gain=0.6, pan=-0.2, ring=1.8)
    play(tape, high, beat, lambda f, s: synth.bell(f, s, 2.76, 0.8, 1.1), gain=0.3, pan=0.2, ring=2.4)
    answer = "-:4.5 C6:0.5 A5:1 -:6.5 G5:0.5 E5:1 -:6.5 A5:0.5 G5:1"
    play(tape, answer, beat, lambda f, s: synth.bell(f, s, 2.76, 0.5, 0.9), gain=0.13, pan=-0.5, ring=2.4)
    return master(in_room(tape.sound, 0.25, 1.8, 5), -19, out_s=2.5)


def walking_home() -> Sound:
    """*Keys in the Left Pocket*: C major, 116 to the minute, upright bass, guitar, a whistle; 18 s."""
    beat = 60 / 116
    tape = Tape(18)
    walk = [
        "C2",
        "E2",
        "G2",
        "A2",
        "F2",
        "A2",
        "C3",
        "A2",
        "C2",
        "E2",
        "G2",
        "E2",
        "G2",
        "B2",
        "D3",
        "B2",
        "A2",
        "C3",
        "E3",
        "C3",
        "F2",
        "A2",
        "C3",
        "F#2",
        "G2",
        "E3",
        "D3",
        "G2",
        "C2",
    ]
    for step, note in enumerate(walk):
        tape.lay(synth.bass(hertz(note), 1.1 * beat if step < 28 else 3), step * beat, 0.46, -0.05)
    for bar, chord in enumerate(
        ["E4 G4 C5", "F4 A4 C5", "E4 G4 C5", "D4 G4 B4", "E4 A4 C5", "F4 A4 C5", "F4 G4 B4", "E4 G4 C5"]
    ):
        for hit in (1.0, 3.0, 3.52) if bar < 7 else (0.0,):
            for string, note in enumerate(chord.split()):
                tone = synth.pluck(hertz(note), 0.34 if bar < 7 else 2.0, 0.5, 0.5 if bar < 7 else 2.0, string)
                tape.lay(tone, (bar * 4 + hit) * beat + 0.008 * string, 0.2, 0.3)
        for step in range(4) if bar < 7 else ():
            tape.lay(synth.drum("brush"), (bar * 4 + step) * beat, 0.13 if step % 2 else 0.06, -0.2)
            tape.lay(synth.drum("tick"), (bar * 4 + step + 0.54) * beat, 0.05, 0.3)
    tune = (
        "G5:1 E5:0.5 G5:0.5 A5:1 G5:1 A5:1 C6:0.5 A5:0.5 F5:1.5 -:0.5 G5:1 E5:0.5 D5:0.5 E5:1 G5:1 "
        "D5:3 -:1 C6:1 B5:0.5 A5:0.5 E5:1 A5:1 A5:0.5 G5:0.5 F5:1 A5:1 C6:1 B5:1 A5:0.5 G5:0.5 F5:1 "
        "D5:1 C5:2.5"
    )
    play(tape, tune, beat, lambda f, s: synth.reed(f, s, 0.05), gain=0.19, pan=0.05, ring=0.62)
    return master(in_room(tape.sound, 0.16, 0.9, 6), -17, out_s=1.4)
