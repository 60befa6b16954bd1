"""Draws the shape of a sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 640, 160
BAR_PX, GAP_PX = 3, 1
QUIETEST_FULL_SCALE = 0.05
INK = (138, 133, 123)
"""Between ink and paper, so that it reads on the light page and on the dark one."""


def draw_waveform(peaks: list[float], path: Path) -> None:
    """A 640x160 PNG on a clear ground. `peaks` are linear and evenly spaced; the tallest fills the height."""
    bars = WIDTH // (BAR_PX + GAP_PX)
    edges = np.linspace(0, len(peaks), bars + 1).astype(int)
    levels = np.asarray(peaks or [0.0], dtype=np.float32)
    full = max(float(levels.max()), QUIETEST_FULL_SCALE)
    alpha = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for bar in range(bars):
        part = levels[edges[bar] : max(edges[bar + 1], edges[bar] + 1)]
        height = 2 * round(float(part.max(initial=0.0)) / full * (HEIGHT / 2 - 4)) + 2
        top = (HEIGHT - height) // 2
        left = bar * (BAR_PX + GAP_PX)
        alpha[top : top + height, left : left + BAR_PX] = 255
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (*INK, 0))
    picture.putalpha(Image.fromarray(alpha))
    picture.save(path, "PNG", optimize=True)
