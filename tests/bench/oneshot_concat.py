"""The peer of the assembly: all items in one ffmpeg call, with the same filters, coded in one go.

Nothing is kept, so whatever changes, all of it is done again. Items whose picture moves by our own drawing
(waves and rolls) have no counterpart there and are refused.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from dashboard.assembly import filters, stills, titles
from dashboard.assembly.moving import Overlay
from dashboard.assembly.profiles import coding
from dashboard.assembly.recipes import (
    CardShot,
    Profile,
    Segment,
    Shot,
    SlateShot,
    StillShot,
    VideoShot,
    sample_position,
)
from dashboard.media.child import INPUT_GUARD, ffmpeg_path

Locate = Callable[[str], Path]


def one_shot(segments: Sequence[Segment], profile: Profile, locate: Locate, out: Path) -> None:
    """Assemble items of one shot each into an MP4 at `out` by one filter_complex with concat."""
    with tempfile.TemporaryDirectory() as folder:
        call = _Call(profile, locate, Path(folder))
        for segment in segments:
            call.add(segment)
        command = [
            *(ffmpeg_path(), "-nostdin", "-v", "error", "-y", *call.inputs, "-filter_complex", call.graph()),
            *("-map", "[picture]", "-map", "[sound]", "-c:v", "libx264", "-preset", profile.preset),
            *(*coding(profile, segments[0].rate), "-c:a", "aac", "-aac_coder", "fast"),
            *("-b:a", f"{profile.audio_kbps}k", "-ar", "48000", "-movflags", "+faststart", str(out)),
        ]
        subprocess.run(command, check=True)


@dataclass
class _Call:
    profile: Profile
    locate: Locate
    folder: Path
    inputs: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    items: int = 0

    def graph(self) -> str:
        pads = "".join(f"[v{n}][a{n}]" for n in range(self.items))
        return ";".join([*self.graphs, f"{pads}concat=n={self.items}:v=1:a=1[picture][sound]"])

    def add(self, segment: Segment) -> None:
        (shot,) = segment.shots
        index = self.inputs.count("-i")
        graph = self._shot(segment, shot)
        whole = graph + filters.ending(shot, segment.rate, self._panel(segment))
        for name in ("front", "back", "blur", "under", "panel"):
            whole = whole.replace(f"[{name}]", f"[{name}{self.items}]")
        # From the last to the first, or the second would take the first one's new number for its own.
        whole = whole.replace("[1:v:0]", f"[{index + 1}:v:0]").replace("[0:v:0]", f"[{index}:v:0]")
        self.graphs += [whole.replace("[picture]", f"[v{self.items}]"), self._sound(segment)]
        self.items += 1

    def _shot(self, segment: Segment, shot: Shot) -> str:
        size = (self.profile.width, self.profile.height)
        if isinstance(shot, VideoShot):
            at = f"{float(shot.in_frames / segment.rate):.6f}"
            seek = ["-noaccurate_seek", "-ss", at] if shot.in_frames else []
            self.inputs += ["-noautorotate", *seek, *INPUT_GUARD, "-i", str(self.locate(shot.media_hash))]
            return filters.video(shot, segment.rate, size)
        path = self.folder / f"{self.items}.png"
        _drawn(shot, size, self.locate).save(path, compress_level=1)
        self.inputs += ["-i", str(path)]
        return filters.held(segment.rate)

    def _panel(self, segment: Segment) -> Overlay | None:
        third = segment.lower_third
        if third is None:
            return None
        path = self.folder / f"{self.items}.panel.png"
        picture, left, top = titles.lower_third_picture(third, (self.profile.width, self.profile.height))
        picture.save(path)
        self.inputs += ["-i", str(path)]
        return picture, left, top, range(third.in_frames, third.in_frames + third.frames)

    def _sound(self, segment: Segment) -> str:
        if not segment.sounds:
            samples = sample_position(segment.frames, segment.rate)
            return f"anullsrc=r=48000:cl=stereo,atrim=end_sample={samples}[a{self.items}]"
        first = self.inputs.count("-i")
        graph = filters.sound_mix(segment.sounds, segment.frames, segment.rate)
        for index in reversed(range(len(segment.sounds))):
            graph = graph.replace(f"[{index}:a:0]", f"[{first + index}:a:0]")
            graph = graph.replace(f"[s{index}]", f"[s{self.items}x{index}]")
        for sound in segment.sounds:
            self.inputs += [*INPUT_GUARD, "-i", str(self.locate(sound.media_hash))]
        return graph.replace("[sound]", f"[a{self.items}]")


def _drawn(shot: Shot, size: tuple[int, int], locate: Locate) -> Image.Image:
    match shot:
        case StillShot():
            with Image.open(locate(shot.media_hash)) as picture:
                return stills.placed(picture.convert("RGBA"), size)
        case CardShot():
            return titles.composed(titles.card_layout(shot), size)
        case SlateShot():
            return titles.composed(titles.slate_layout(shot), size)
        case _:
            raise ValueError(f"{type(shot).__name__} cannot be assembled in one call")
