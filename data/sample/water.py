"""Still water: the picture above the horizon, upside down and broken into waves."""

from __future__ import annotations

import numpy as np
from PIL import Image

from data.sample.drawing import Colour


def mirrored(upper: Image.Image, depth: int, t: float, tone: Colour, cover: tuple[float, float]) -> Image.Image:
    """``depth`` rows of water under a picture at time t in seconds.

    ``cover`` is how much of ``tone`` lies over the reflection (0..1) at the horizon and how much more nearby.
    """
    width, height = upper.size
    row = np.arange(depth, dtype=np.float32)[:, None]
    near = row / depth
    column = np.arange(width, dtype=np.float32)[None, :]
    swell = 20 / (0.09 + near) ** 0.8 + 2.1 * t
    wave = np.sin(swell + 0.006 * column) + 0.6 * np.sin(14 / (0.07 + near) ** 0.9 - 1.4 * t + 0.017 * column)
    up = height - 2 - row * (1.0 + 0.25 * near) - wave * (0.8 + 15 * near) * depth / 222
    side = column + np.cos(swell) * (0.6 + 9 * near)
    place = np.clip(up, 0, height - 1).astype(np.int32) * width
    place += np.clip(side, 0, width - 1).astype(np.int32)
    pixels = np.asarray(upper.convert("RGBA")).view(np.uint32).ravel().take(place)
    mirror = Image.frombuffer("RGBA", (width, depth), pixels.tobytes(), "raw", "RGBA", 0, 1).convert("RGB")
    share = Image.fromarray((255 * (cover[0] + cover[1] * near + 0.09 * wave * near)).clip(0, 255).astype(np.uint8))
    return Image.composite(Image.new("RGB", mirror.size, tone), mirror, share)
