"""The poster, the photograph, and the drawing of lines that stays lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from data.sample.drawing import (
    CORAL,
    CREAM,
    DEEP,
    DUSK,
    GOLD,
    INK,
    PAPER,
    PLUM,
    ROSE,
    SEA,
    Board,
    Colour,
    curve,
    gradient,
    mix,
    on_paper,
    shine,
)  # fmt: skip


def poster() -> Image.Image:
    """A two-colour poster for the show, 1200 by 1600, printed a little out of register."""
    sheet = Image.new("RGB", (1200, 1600), PAPER)
    for plate, ink, slip in ((_moon_plate(), CORAL, (5, -3)), (_town_plate(), (40, 52, 92), (0, 0))):
        coat = Image.new("RGB", sheet.size, ink)
        worn = _worn(plate, 21 if ink == CORAL else 22)
        white = Image.new("RGB", sheet.size, (255, 255, 255))
        layer = Image.composite(coat, white, worn)
        sheet = ImageChops.multiply(sheet, ImageChops.offset(layer, *slip))
    return on_paper(sheet, 0.05, 9)


def _worn(plate: Image.Image, seed: int) -> Image.Image:
    """The plate with the small gaps that a hand-pulled print has."""
    rng = np.random.default_rng(seed)
    speck = (rng.random((plate.height, plate.width)) > 0.012) * 255
    return ImageChops.multiply(plate, Image.fromarray(speck.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7)))


_TOWN = (
    (90, 950, 140), (226, 840, 160), (382, 1000, 160), (538, 790, 160), (694, 1010, 160), (850, 880, 150),
    (994, 970, 150),
)  # fmt: skip


def _panes() -> list[tuple[float, float, bool]]:
    """The poster's windows that are not shuttered, and whether somebody is home."""
    places = [(x + 22 + 78 * col, y + 40 + 82 * row, row * 3 + col + x // 2)
              for x, y, _ in _TOWN for row in range((1250 - y) // 82) for col in range(2)]  # fmt: skip
    return [(float(x), float(y), key % 5 == 2) for x, y, key in places if key % 7 != 3]


def _moon_plate() -> Image.Image:
    board = Board(Image.new("RGB", (1200, 1600)))
    on: Colour = (235, 235, 235)
    board.oval(600, 600, 400, fill=on)
    for k in range(8):
        board.box(190, 690 + 42 * k, 820, 5 + 3.4 * k, (0, 0, 0))
    for x, y, lit in _panes():
        if lit:
            board.box(x - 2, y - 2, 50, 58, on)
    return board.done().convert("L")


def _town_plate() -> Image.Image:
    board = Board(Image.new("RGB", (1200, 1600)))
    on: Colour = (240, 240, 240)
    for left, top, width in _TOWN:
        board.box(left, top, width, 1296 - top, on)
    for x, y, _lit in _panes():
        board.box(x, y, 46, 54, (0, 0, 0))
    board.box(56, 1290, 1088, 14, on)
    for k in range(5):
        x, y = 330 + 118 * k, 330 + 46 * np.sin(1.9 * k)
        for side in (-1, 1):
            wing = curve((x, y + 12), (x + side * 18, y - 22), (x + side * 54, y - 8), steps=12)
            board.shape(wing + curve((x + side * 54, y - 8), (x + side * 20, y - 4), (x, y + 12), steps=12), on)
    image = board.done().convert("L")
    pen = ImageDraw.Draw(image)
    _centred(pen, "SMALL HOURS", 1322, 148)
    _centred(pen, "things made after everyone else went to bed", 1492, 44)
    _centred(pen, "bring what you have", 96, 44)
    return image


def _centred(pen: ImageDraw.ImageDraw, text: str, y: float, size: float) -> None:
    face = ImageFont.load_default(size)
    pen.text((600 - pen.textlength(text, font=face) / 2, y), text, fill=240, font=face)


def ridge_at_dawn() -> Image.Image:
    """*Ridge, Ten Past Six*: mist between ridges as through a long lens, 1600 by 1066."""
    width, height = 1600, 1066
    picture = gradient(
        (width, height),
        ((0, (112, 132, 158)), (0.3, (214, 176, 156)), (0.5, (250, 212, 164)), (1, (250, 218, 180))),
    )
    shine(picture, 1080, 440, 560, (110, 80, 40), fall=1.6)
    shine(picture, 1080, 440, 70, (255, 246, 226), fall=0.5)
    rng = np.random.default_rng(77)
    for k in range(7):
        near = k / 6
        line = _rough_ridge(width, rng, 470 + 84 * k, 62 + 20 * k)
        tone = mix((214, 170, 150), (26, 36, 48), near**0.85)
        mist = mix(tone, (250, 214, 176), 0.75 * (1 - near * 0.75))
        fall = gradient(
            (width, height),
            (
                (0, tone),
                ((440 + 84 * k) / height, tone),
                (min(1.0, (640 + 96 * k) / height), mist),
                (1.01, mist),
            ),
            k,
        )
        mask = Image.fromarray((np.arange(height)[:, None] > line[None, :]).astype(np.uint8) * 255)
        picture.paste(fall, (0, 0), mask.filter(ImageFilter.GaussianBlur(1.6 - 1.1 * near)))
    shine(picture, 1080, 470, 760, (46, 30, 14), fall=1.4)
    return _developed(picture, rng)


def _rough_ridge(width: int, rng: np.random.Generator, base: float, swing: float) -> NDArray[np.float64]:
    """A mountain line by adding waves whose size falls with their length, as eroded rock does."""
    x = np.arange(width)
    y = np.zeros(width)
    for octave in range(1, 10):
        turn = 2 * np.pi * x * 1.83**octave / (3.4 * width) + rng.uniform(0, 6.28)
        y += (1 - 2 * np.abs(np.sin(turn))) * 0.52**octave
    return base - swing * 1.5 * y


def _developed(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Lens and film: darker corners and a fine grain."""
    light = np.asarray(picture, dtype=np.float32)
    h, w = light.shape[:2]
    off = np.hypot((np.arange(w)[None, :] - w / 2) / w, (np.arange(h)[:, None] - h / 2) / h)
    grain = rng.normal(0, 4.2, (h, w)).astype(np.float32)
    light = light * (1.03 - 0.42 * off**2)[..., None] + grain[..., None]
    return Image.fromarray(light.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.45))


def swallows_svg(melody: list[str]) -> str:
    """*Swallows, Wire Four*: nine wires, one to a note from B3 up, a bird for each note of a melody."""
    sky = "".join(
        f'<stop offset="{at}" stop-color="rgb{tone}"/>'
        for at, tone in ((0, mix(ROSE, CREAM, 0.2)), (0.6, mix(GOLD, CREAM, 0.4)), (1, CREAM))
    )
    wires = "".join(
        f'<path d="M-10 {y} Q800 {y + 46} 1610 {y - 8}" fill="none" stroke="rgb{INK}" stroke-width="2.4"/>'
        for y in range(270, 270 + 9 * 30, 30)
    )
    bird = (
        '<g id="b"><path d="M-4 -46 q20 -4 24 14 q4 22 -12 38 l-10 44 -8 -2 4 -40 q-16 -18 -8 -40 '
        'q2 -10 10 -14z"/><path d="M19 -40 l12 5 -12 3z"/>'
        f'<path d="M4 -38 q14 0 12 22 q-6 10 -12 8 q-8 -16 0 -30z" fill="rgb{CREAM}"/></g>'
    )
    places = []
    for k, note in enumerate(melody):
        x = 150 + 1300 * k / (len(melody) - 1)
        above = "CDEFGAB".index(note[0]) + 7 * int(note[-1]) - (6 + 7 * 3)
        y = 510 - 30 * above + 92 * (x / 1600) * (1 - x / 1600)
        places.append(f'<use href="#b" x="{x:.0f}" y="{y:.0f}" fill="rgb{(INK, DUSK, DEEP)[k % 3]}"/>')
    roofs = (
        '<path d="M0 900 V760 L150 690 300 760 V720 L470 640 640 720 V790 H900 V700 L1060 630 1220 700 V770 '
        f'H1600 V900Z" fill="rgb{SEA}"/>'
    )
    sun = f'<circle cx="1180" cy="620" r="150" fill="rgb{mix(CORAL, GOLD, 0.3)}"/>'
    posts = f'<path d="M60 900 V220 M1540 900 V214" stroke="rgb{PLUM}" stroke-width="14"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900" width="1600" height="900">'
        "<title>Swallows, Wire Four</title>"
        f'<defs><linearGradient id="s" x2="0" y2="1">{sky}</linearGradient>{bird}</defs>'
        '<rect width="1600" height="900" fill="url(#s)"/>'
        f"{sun}{roofs}{posts}{wires}{''.join(places)}</svg>\n"
    )
