"""The two ways a programme is coded, and the settings that every part of one shares."""

from __future__ import annotations

import math
from fractions import Fraction

from dashboard.assembly.recipes import Profile

PREVIEW = Profile("preview", 640, 360, crf=28, preset="superfast", audio_kbps=128)
PROGRAMME = Profile("programme", 1920, 1080, crf=18, preset="veryfast", audio_kbps=256)

COLOUR = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
TO_VIDEO = "scale=out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p"


def timescale(rate: Fraction) -> int:
    """Ticks a second in which a frame lasts a whole number, e.g. 30000 for 30000/1001 and 25000 for 25."""
    return rate.numerator * math.ceil(10_000 / rate.numerator)


def coding(profile: Profile, rate: Fraction) -> list[str]:
    """Encoder options; parts coded with the same ones carry equal headers, so joining them is a copy.

    No B-frames and closed groups of one second: packets stand in the order they are shown, seeks are quick.
    """
    group = str(math.ceil(rate))
    return [
        *("-crf", str(profile.crf), "-g", group, "-keyint_min", group, "-sc_threshold", "0", "-bf", "0"),
        *("-flags", "+cgop", "-pix_fmt", "yuv420p", "-r", str(rate), "-fps_mode", "cfr"),
        *("-video_track_timescale", str(timescale(rate)), "-bitexact", "-map_metadata", "-1"),
    ]
