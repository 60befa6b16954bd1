"""What is known of a file once it has been decoded from its first frame to its last."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from dashboard.media.checks import Checks, Measured

Kind = Literal["video", "audio", "image", "text", "project"]


@dataclass(frozen=True)
class MediaFacts:
    """Measured, not read from headers; what does not apply to the kind is None."""

    kind: Kind
    size_bytes: int
    container: str | None = None
    """libavformat's name; "svg", "text", or None for a project file."""
    duration_ms: int | None = None
    """First to last decoded moment, to the nearest millisecond; None for what stands still."""
    width: int | None = None
    """Pixels as displayed, after sample aspect ratio and rotation; for SVG those of its raster."""
    height: int | None = None
    rotation_degrees: int = 0
    """Clockwise turn already counted in width and height: 0, 90, 180 or 270."""
    rate_num: int | None = None
    rate_den: int | None = None
    frames: int | None = None
    """Pictures decoded."""
    video_codec: str | None = None
    audio_codec: str | None = None
    sample_rate: int | None = None
    channels: int | None = None
    loudness_lufs: float | None = None
    """Integrated, of the stereo fold-down (EBU R 128); None under 0.4 s or when nothing passes the gate."""
    peak_db: float | None = None
    """Highest sample of the stereo fold-down, dBFS; None for digital silence."""
    silent: bool = False
    """It has sound, and none of it rises above -60 dBFS."""
    text: str | None = None
    word_count: int | None = None

    @property
    def frame_rate(self) -> Fraction | None:
        """Frames a second, exact; an average where the rate varies."""
        return Fraction(self.rate_num, self.rate_den) if self.rate_num and self.rate_den else None

    @property
    def has_picture(self) -> bool:
        """Whether it can be shown; cover art does not count."""
        return self.kind in {"video", "image"}

    @property
    def has_sound(self) -> bool:
        """Whether it can be heard, be it only silence."""
        return self.audio_codec is not None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> MediaFacts:
        """The inverse of `to_dict`."""
        return cls(**values)


NOTHING_TO_MEASURE = Measured(Checks())
"""Of words and project files."""


@dataclass(frozen=True)
class Inspection:
    """The facts, and the files made on the way, which lie in the work folder that the caller gave."""

    facts: MediaFacts
    poster: Path | None = None
    """JPEG with the longest side at most 640; for sound a 640x160 PNG of its waveform."""
    proxy: Path | None = None
    """What browsers play: MP4 at most 640x360, or M4A."""
    raster: Path | None = None
    """An SVG as PNG with alpha, fitted into 1920x1080."""
    measured: Measured = NOTHING_TO_MEASURE
    note: str | None = None
    """A sentence for the producer where the file is not what it was declared to be."""
