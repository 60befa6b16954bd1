"""Makes the picture of one shot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from dashboard.assembly import filters, stills, titles
from dashboard.assembly.encoder import Encoder
from dashboard.assembly.moving import Frame, Overlay, write_moving
from dashboard.assembly.profiles import coding
from dashboard.assembly.recipes import (
    CardShot,
    Profile,
    RollShot,
    Segment,
    Shot,
    SlateShot,
    StillShot,
    VideoShot,
    WaveShot,
)
from dashboard.assembly.roll import roll_frames, roll_layout
from dashboard.assembly.wave import bar_heights, wave_frames


@dataclass(frozen=True, slots=True)
class Shooting:
    """Makes shots of an item in a folder that its caller throws away; `over` lies over all of them."""

    encoder: Encoder
    segment: Segment
    profile: Profile
    over: Overlay | None

    def shoot(self, shot: Shot, out: Path) -> None:
        """Write the shot's frames as MP4 at `out`; RenderFailed names the item."""
        match shot:
            case VideoShot():
                self._video(shot, out)
            case StillShot():
                self._hold(stills.placed(self._decoded(shot, out), self._size), shot, out)
            case CardShot():
                self._hold(titles.composed(titles.card_layout(shot), self._size), shot, out)
            case SlateShot():
                self._hold(titles.composed(titles.slate_layout(shot), self._size), shot, out)
            case WaveShot():
                self._move(wave_frames(shot, self._bars(shot, out), self._size), shot.frames, out)
            case RollShot():
                layout = roll_layout(shot.lines, shot.frames, self.segment.rate, self.profile.height)
                self._move(roll_frames(layout, self._size), shot.frames, out)

    @property
    def _size(self) -> tuple[int, int]:
        return self.profile.width, self.profile.height

    def _video(self, shot: VideoShot, out: Path) -> None:
        source = ["-noautorotate", "-threads", str(self.encoder.threads)]
        if max(shot.display_width, shot.display_height) >= 1280:
            # What HD means where a file does not say; without this ffmpeg would take it for SD.
            source += ["-colorspace", "bt709"]
        if shot.in_frames:
            # Not the accurate seek: it drops the frame that is still on the screen between two frames.
            source += ["-noaccurate_seek", "-ss", f"{float(shot.in_frames / self.segment.rate):.6f}"]
        source += self.encoder.untrusted(shot.media_hash)
        self._code(source, filters.video(shot, self.segment.rate, self._size), shot, out)

    def _hold(self, picture: Image.Image, shot: Shot, out: Path) -> None:
        path = out.with_suffix(".png")
        picture.save(path, compress_level=1)
        self._code(["-i", str(path)], filters.held(self.segment.rate), shot, out)

    def _move(self, draw: Callable[[int], Frame], frames: int, out: Path) -> None:
        stop = self.encoder.stop
        write_moving(draw, frames, self.segment.rate, self.profile, out, overlay=self.over, stop=stop)

    def _code(self, source: list[str], graph: str, shot: Shot, out: Path) -> None:
        panel = []
        if self.over is not None:
            path = out.with_suffix(".panel.png")
            self.over[0].save(path, compress_level=1)
            panel = ["-i", str(path)]
        whole = graph + filters.ending(shot, self.segment.rate, self.over)
        coded = [
            *("-filter_complex_threads", "1", "-filter_complex", whole, "-map", "[picture]"),
            *("-c:v", "libx264", "-preset", self.profile.preset, "-threads", str(self.encoder.threads)),
            *coding(self.profile, self.segment.rate),
        ]
        self._run([*source, *panel, *coded, str(out)])

    def _decoded(self, shot: StillShot, out: Path) -> Image.Image:
        plain = out.with_suffix(".decoded.png")
        shrink = filters.shrunk(stills.largest_wanted(self._size))
        options = ["-map", "0:v:0", "-frames:v", "1", "-vf", shrink, "-c:v", "png", str(plain)]
        self._run([*self.encoder.untrusted(shot.media_hash), *options])
        with Image.open(plain) as picture:
            decoded: Image.Image = picture.convert("RGBA")
        return decoded

    def _bars(self, shot: WaveShot, out: Path) -> list[float]:
        raw = out.with_suffix(".raw")
        heard = filters.heard(shot.in_frames, shot.frames, self.segment.rate)
        options = ["-map", "0:a:0", "-af", heard, "-ac", "1", "-ar", "8000", "-f", "s16le", str(raw)]
        self._run([*self.encoder.untrusted(shot.media_hash), *options])
        return bar_heights(np.fromfile(raw, np.int16))

    def _run(self, options: list[str]) -> None:
        seconds = float(self.segment.frames / self.segment.rate)
        self.encoder.run(options, seconds, f"the picture of “{self.segment.name}”")
