"""Our own moving titles, drawn frame by frame and coded by MoviePy with the programme's settings."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import VideoClip
from numpy.typing import NDArray
from PIL import Image

from dashboard.assembly.join import STOPPED
from dashboard.assembly.profiles import COLOUR, TO_VIDEO, coding
from dashboard.assembly.recipes import Profile
from dashboard.errors import RenderFailed

Frame = NDArray[np.uint8]
Overlay = tuple[Image.Image, int, int, range]
"""A panel, its left upper corner, and the frames over which it stands."""


def write_moving(
    draw: Callable[[int], Frame],
    frames: int,
    rate: Fraction,
    profile: Profile,
    out: Path,
    *,
    overlay: Overlay | None,
    stop: Callable[[], bool],
) -> None:
    """Code `draw(0)` to `draw(frames - 1)` as a picture part; `draw` hands out a fresh array each time."""

    def frame_at(seconds: float) -> Frame:
        if stop():
            raise RenderFailed(STOPPED)
        index = round(seconds * rate)
        frame = draw(index)
        if overlay is not None and index in overlay[3]:
            _lay(frame, overlay)
        return frame

    # MoviePy's writer rounds the rate to hundredths, so the frames are numbered again by their count.
    # A quarter frame more than the whole keeps its float arithmetic from losing one.
    clip: Any = VideoClip(frame_at, duration=float((frames + Fraction(1, 4)) / rate))
    numbered = f"settb={1 / rate},setpts=N,{TO_VIDEO},{COLOUR}"
    clip.write_videofile(
        str(out),
        fps=float(rate),
        codec="libx264",
        preset=profile.preset,
        audio=False,
        threads=1,
        logger=None,
        ffmpeg_params=["-vf", numbered, *coding(profile, rate)],
    )


def _lay(frame: Frame, overlay: Overlay) -> None:
    panel, left, top, _ = overlay
    region = frame[top : top + panel.height, left : left + panel.width]
    under = Image.fromarray(region).convert("RGBA")
    under.alpha_composite(panel.crop((0, 0, region.shape[1], region.shape[0])))
    region[:] = np.asarray(under.convert("RGB"))
