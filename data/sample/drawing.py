"""The drawing board: smooth shapes at twice the size, gradients, light, paper grain, moving sprites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, ...]

# One limited palette for the whole show: paper and lamp light against plum and harbour blue.
PAPER, CREAM, GOLD, APRICOT = (246, 236, 219), (252, 243, 222), (248, 200, 112), (240, 158, 92)
CORAL, BRICK, ROSE = (220, 100, 74), (164, 66, 52), (222, 146, 128)
PLUM, DUSK, NIGHT, INK = (92, 58, 92), (58, 52, 92), (26, 32, 62), (34, 30, 44)
TEAL, SEA, DEEP, MOSS = (78, 140, 138), (46, 104, 116), (26, 66, 88), (108, 124, 84)


def rgb(hexadecimal: str) -> Colour:
    """``#F8C870`` as three numbers."""
    return tuple(bytes.fromhex(hexadecimal.removeprefix("#")))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour that lies ``share`` of the way from a to b."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a[:3], b[:3], strict=True))


def ease(x: float) -> float:
    """0 to 1 with a soft start and end; outside 0..1 it holds."""
    x = min(1.0, max(0.0, x))
    return x * x * x * (x * (6 * x - 15) + 10)


def gradient(size: tuple[int, int], stops: Sequence[tuple[float, Colour]], seed: int = 1) -> Image.Image:
    """A vertical blend through colours at heights 0..1, lightly dithered so that it never bands."""
    width, height = size
    at = np.linspace(0, 1, height)
    columns = [np.interp(at, [s for s, _ in stops], [c[i] for _, c in stops]) for i in range(3)]
    rows = np.repeat(np.stack(columns, axis=1)[:, None, :], width, axis=1)
    rows += np.random.default_rng(seed).uniform(-0.9, 0.9, (height, width, 1))
    return Image.fromarray(np.clip(rows.round(), 0, 255).astype(np.uint8))


def ridge(width: int, seed: int, base: float, swing: float, roughness: float = 0.55) -> list[Point]:
    """A skyline across ``width``: heights around ``base`` from a few waves, each rougher and smaller."""
    rng = np.random.default_rng(seed)
    x = np.arange(-4, width + 6, 2.0)
    y = np.zeros_like(x)
    for octave in range(6):
        span = width / (0.9 * 1.9**octave)
        y += roughness**octave * np.sin(2 * np.pi * x / span + rng.uniform(0, 6.3))
    return [(float(a), float(b)) for a, b in zip(x, base - swing * y / 1.8, strict=True)]


@lru_cache(maxsize=8)
def _fibre(size: tuple[int, int], strength: float, seed: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    fine = rng.normal(0, 1, (size[1], size[0]))
    soft = Image.fromarray(rng.uniform(0, 255, (size[1] // 5 + 1, size[0] // 9 + 1)).astype(np.uint8))
    cloud = (np.asarray(soft.resize(size, Image.Resampling.BICUBIC), dtype=float) - 128) / 70
    grain = 1 - strength * np.clip(0.55 * fine + 0.6 * cloud + 1, 0, 3)
    return np.clip(grain * 255, 0, 255).astype(np.uint8)


def on_paper(picture: Image.Image, strength: float = 0.022, seed: int = 2) -> Image.Image:
    """The picture as if printed on slightly rough paper."""
    grain = Image.fromarray(_fibre(picture.size, strength, seed))
    return ImageChops.multiply(picture, Image.merge("RGB", (grain, grain, grain)))


@lru_cache(maxsize=64)
def _halo(radius: int, fall: float) -> Image.Image:
    span = (np.arange(2 * radius) - radius + 0.5) / radius
    away = np.sqrt(span[:, None] ** 2 + span[None, :] ** 2)
    return Image.fromarray((255 * np.clip(1 - away, 0, 1) ** fall).round().astype(np.uint8))


def _scaled(share: float) -> list[int]:
    """A table that multiplies each of 256 levels."""
    table: list[int] = (np.arange(256) * share).round().astype(int).tolist()
    return table


@lru_cache(maxsize=512)
def _light(radius: int, fall: float, colour: Colour) -> Image.Image:
    halo = _halo(radius, fall)
    return Image.merge("RGB", [halo.point(_scaled(c / 255)) for c in colour[:3]])


def shine(picture: Image.Image, x: float, y: float, radius: float, colour: Colour, *, fall: float = 2.4) -> None:
    """Add a soft round light to the picture, in place."""
    r = max(1, round(radius))
    left, top = round(x) - r, round(y) - r
    box = (max(0, left), max(0, top), min(picture.width, left + 2 * r), min(picture.height, top + 2 * r))
    if box[0] < box[2] and box[1] < box[3]:
        make = _light if r <= 24 else _light.__wrapped__  # large ones would fill the memory
        lit = make(r, fall, colour).crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        picture.paste(ImageChops.screen(picture.crop(box), lit), box[:2])


def dimmed(picture: Image.Image, light: float) -> Image.Image:
    """The picture at a share of its light: 1 as it is, 0 black."""
    if light >= 1:
        return picture
    return picture.point(_scaled(light) * len(picture.getbands()))


class Board:
    """A picture drawn at twice its size in its own coordinates; colours may carry an alpha."""

    def __init__(self, ground: Image.Image, scale: int = 2) -> None:
        self.size, self.scale = ground.size, scale
        big = (ground.width * scale, ground.height * scale)
        self.image = ground.resize(big, Image.Resampling.BILINEAR if scale > 1 else Image.Resampling.NEAREST)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    @classmethod
    def over(cls, enlarged: Image.Image, scale: int = 2) -> Board:
        """A board on a copy of a ground that is already at the working size (quick, for each frame)."""
        board = cls.__new__(cls)
        board.size = (enlarged.width // scale, enlarged.height // scale)
        board.scale, board.image = scale, enlarged.copy()
        board.pen = ImageDraw.Draw(board.image, "RGBA")
        return board

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=fill)

    def hill(self, skyline: Sequence[Point], fill: Colour) -> None:
        """Everything below a skyline."""
        self.shape([*skyline, (skyline[-1][0], self.size[1] + 2), (skyline[0][0], self.size[1] + 2)], fill)

    def oval(self, x: float, y: float, rx: float, ry: float | None = None, fill: Colour = INK) -> None:
        """A filled ellipse by its centre and radii."""
        s, ry = self.scale, rx if ry is None else ry
        self.pen.ellipse(((x - rx) * s, (y - ry) * s, (x + rx) * s, (y + ry) * s), fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, *, corner: float = 0) -> None:
        """A filled rectangle from its top left corner."""
        s = self.scale
        area = (x * s, y * s, (x + width) * s - 1, (y + height) * s - 1)
        self.pen.rounded_rectangle(area, corner * s, fill=fill)

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A line with round ends and joints."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.pen.line(scaled, fill=fill, width=max(1, round(width * self.scale)), joint="curve")
        if width >= 1.5:
            r = width * self.scale / 2
            for x, y in (scaled[0], scaled[-1]):
                self.pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def done(self) -> Image.Image:
        """The finished picture at its own size."""
        return self.image.reduce(self.scale) if self.scale > 1 else self.image


def curve(*points: Point, steps: int = 24) -> list[Point]:
    """A Bezier curve through its control points' hull."""
    t = np.linspace(0, 1, steps)[:, None]
    level = [np.broadcast_to(np.array(p, dtype=float), (steps, 2)) for p in points]
    while len(level) > 1:
        level = [a + (b - a) * t for a, b in pairwise(level)]
    return [(float(x), float(y)) for x, y in level[0]]


def stamp(
    picture: Image.Image, sprite: Image.Image, x: float, y: float, *, scale: float = 1.0, turn: float = 0.0
) -> None:
    """Lay an RGBA sprite centred at a point between pixels, scaled and turned (radians, clockwise)."""
    reach = 0.5 * scale * float(np.hypot(*sprite.size)) + 2
    left, top = int(np.floor(x - reach)), int(np.floor(y - reach))
    side = int(np.ceil(2 * reach)) + 1
    cos, sin = np.cos(turn) / scale, np.sin(turn) / scale
    cx, cy = x - left, y - top
    matrix = (
        cos, sin, sprite.width / 2 - cos * cx - sin * cy,
        -sin, cos, sprite.height / 2 + sin * cx - cos * cy,
    )  # fmt: skip
    small = sprite.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    picture.paste(small, (left, top), small)
