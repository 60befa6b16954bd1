"""The jobs that make each file of the sample show, in two stages: sounds and pictures, then films."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from data.sample import (
    city_film,
    foley,
    harbour_film,
    hillside,
    kettle_film,
    kitchens,
    line_film,
    music,
    paper_films,
    pictures,
    portrait,
    river_film,
    songs,
    words,
)  # fmt: skip
from data.sample.mixing import run_ffmpeg, write_sound
from data.sample.pieces import BROKEN, PIECES
from data.sample.reel import write_film
from data.sample.synth import Sound

Heard = Callable[[str], Sound]


@dataclass(frozen=True)
class Film:
    """How a film is made; ``score`` is given a way to hear the show's sounds and the length in seconds."""

    frames: Callable[[], Iterator[Image.Image]]
    size: tuple[int, int]
    rate: Fraction
    length_frames: int
    score: Callable[[Heard, float], Sound] | None


_rain = cache(songs.rain)

SOUNDS: dict[str, Callable[[], Sound]] = {
    "last-ferry-sung": songs.ferry_sung,
    "four-coats": songs.three_humming,
    "last-ferry-tune": music.ferry,
    "last-ferry-hummed": songs.ferry_hummed,
    "small-kitchen-waltz": music.kitchen_waltz,
    "boats-folded": music.boats_folded,
    "rain-awning": _rain,
    "tin-roof": lambda: music.tin_roof(_rain()),
    "slack-water": songs.harbour,
    "stairwell-radio": music.sixth_floor,
    "left-pocket": music.walking_home,
}

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "kettle-first": kitchens.kettle_first,
    "two-cups": kitchens.two_cups,
    "still-up": hillside.still_up,
    "ferrywoman": portrait.ferrywoman,
    "bring-what-you-have": pictures.poster,
    "ridge": pictures.ridge_at_dawn,
}

TEXTS = {
    "last-ferry-words": words.LAST_FERRY,
    "luz-de-cocina": words.LUZ_DE_COCINA,
    "kitchen-light": words.KITCHEN_LIGHT,
    "forty-one": words.FORTY_ONE,
    "folding-a-boat": words.INSTRUCTIONS,
}

FILMS: dict[str, Film] = {
    "gulls-first": Film(
        harbour_film.frames, harbour_film.SIZE, harbour_film.RATE, harbour_film.FRAMES,
        lambda heard, length: foley.fitted(heard("last-ferry-sung"), length),
    ),
    "one-window": Film(
        city_film.frames, city_film.SIZE, city_film.RATE, city_film.FRAMES,
        lambda heard, length: foley.fitted(heard("stairwell-radio"), length),
    ),
    "regatta": Film(
        paper_films.boats, paper_films.SIZE, paper_films.BOATS_RATE, paper_films.BOATS_FRAMES, None,
    ),
    "left-foot": Film(
        line_film.frames, line_film.SIZE, line_film.RATE, line_film.FRAMES,
        lambda heard, length: foley.fitted(heard("left-pocket"), length),
    ),
    "before-it-sings": Film(
        kettle_film.frames, kettle_film.SIZE, kettle_film.RATE, kettle_film.FRAMES,
        lambda _heard, length: foley.kettle(length),
    ),
    "river-carries": Film(
        river_film.frames, river_film.SIZE, river_film.RATE, river_film.FRAMES,
        lambda heard, length: foley.lantern_river(heard("slack-water"), length),
    ),
    "going-south": Film(
        paper_films.birds, paper_films.SIZE, paper_films.BIRDS_RATE, paper_films.BIRDS_FRAMES,
        lambda _heard, length: foley.skein(length),
    ),
}  # fmt: skip
SWALLOWS, WORDS = "swallows", "words"

STAGES: tuple[tuple[str, ...], ...] = ((*SOUNDS, *PICTURES, SWALLOWS, WORDS), (*FILMS, BROKEN.id))

_FILES = {piece.id: piece.file for piece in PIECES}


def run(name: str, out: Path, reels: Path) -> None:
    """Do one job; ``reels`` is where sounds are left for the films of the next stage."""
    if name in SOUNDS:
        sound = SOUNDS[name]()
        np.save(reels / name, sound.astype(np.float32))
        write_sound(out / _FILES[name], sound)
    elif name in PICTURES:
        PICTURES[name]().save(out / _FILES[name], quality=90)
    elif name == SWALLOWS:
        melody = [word.split(":")[0] for word in songs.FERRY_TUNE.split()]
        svg = pictures.swallows_svg([note for note in melody if note != "-"][:16])
        (out / _FILES[name]).write_text(svg, encoding="utf-8")
    elif name == WORDS:
        for text, body in TEXTS.items():
            (out / _FILES[text]).write_text(body, encoding="utf-8")
    elif name == BROKEN.id:
        _broken(out / _FILES[name])
    else:
        _film(FILMS[name], out / _FILES[name], reels)


def _film(film: Film, path: Path, reels: Path) -> None:
    def heard(sound: str) -> Sound:
        return np.asarray(np.load(reels / f"{sound}.npy"), dtype=np.float64)

    length_s = float(film.length_frames / film.rate)
    sound = None if film.score is None else film.score(heard, length_s)
    write_film(path, film.frames(), film.size, film.rate, sound)


def _broken(path: Path) -> None:
    """A film whose file stops before its index, as an interrupted upload leaves it."""
    with TemporaryDirectory() as workshop:
        whole, indexed_last = Path(workshop) / "whole.mp4", Path(workshop) / "last.mp4"
        write_film(whole, islice(paper_films.birds(), 40), paper_films.SIZE, paper_films.BIRDS_RATE)
        run_ffmpeg(["-i", str(whole), "-c", "copy", str(indexed_last)])
        data = indexed_last.read_bytes()
    path.write_bytes(data[: len(data) * 61 // 100])
