"""The ffmpeg filter graphs that fit pictures and sounds to the programme."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from dashboard.assembly.lettering import NIGHT
from dashboard.assembly.moving import Overlay
from dashboard.assembly.profiles import COLOUR, TO_VIDEO
from dashboard.assembly.recipes import SAMPLE_RATE, LayerShot, Shot, Sound, VideoShot, sample_position

FADE_SAMPLES = SAMPLE_RATE * 6 // 1000
CEILING = 0.891
"""-1 dBFS, above which the limiter holds a mix."""
TURNS = {0: "", 90: "transpose=clock,", 180: "hflip,vflip,", 270: "transpose=cclock,"}


def video(shot: VideoShot, rate: Fraction, size: tuple[int, int]) -> str:
    """Moving picture on the programme's grid of frames, its last frame held.

    What is upright is laid on a dim blur of itself; beside or above any other shape the ground stays dark.
    """
    width, height = fitted(shot.display_width, shot.display_height, size)
    used = f"trim=end_frame={shot.frames - shot.held_frames}," if shot.held_frames else ""
    # start_time=0 holds the frame that was on the screen at the in point.
    graph = (
        f"[0:v:0]bwdif=mode=send_frame:deint=interlaced,{TURNS[shot.rotation_degrees % 360]}"
        f"fps={rate}:start_time=0,{used}scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv,"
        "setsar=1,format=yuv420p"
    )
    left, top = (size[0] - width) // 4 * 2, (size[1] - height) // 4 * 2
    if width < height and width < size[0]:
        graph += f",split[front][back];[back]{_dim_blur(size)}[blur];[blur][front]overlay={left}:{top}"
    elif (width, height) != size:
        graph += f",pad={size[0]}:{size[1]}:{left}:{top}:color={NIGHT.replace('#', '0x')}"
    return f"{graph},tpad=stop=-1:stop_mode=clone"


def _dim_blur(size: tuple[int, int]) -> str:
    # Blurred small and enlarged: the same softness for a hundredth of the work.
    small = f"{size[0] // 16}:{size[1] // 16}"
    return (
        f"scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma=4,"
        f"lutyuv=y='16+(val-16)*0.4',scale={size[0]}:{size[1]}:flags=bicubic,setsar=1"
    )


def held(rate: Fraction) -> str:
    """One picture without end, each of its frames as long as the programme's: else ffmpeg fills up the last one."""
    return f"[0:v:0]{TO_VIDEO},loop=loop=-1:size=1,fps={rate}"


def ending(shot: Shot, rate: Fraction, over: Overlay | None) -> str:
    """What every picture ends in: its frames counted and numbered, faded, the lower third laid over."""
    counted = f",settb={1 / rate},setpts=N,trim=end_frame={shot.frames}{_fades(shot)}"
    if over is None:
        return f"{counted},{COLOUR}[picture]"
    _, left, top, shown = over
    panel = ";[1:v:0]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p[panel]"
    laid = f"overlay={left}:{top}:enable='between(n,{shown.start},{shown.stop - 1})'"
    return f"{counted}[under]{panel};[under][panel]{laid},format=yuv420p,{COLOUR}[picture]"


def _fades(shot: Shot) -> str:
    """From and to black; the first frame of a fade in is black, the frame after a fade out would be."""
    fades = ""
    if isinstance(shot, LayerShot):
        if shot.fade_in_frames:
            fades += f",fade=t=in:start_frame=0:nb_frames={shot.fade_in_frames}"
        if shot.fade_out_frames:
            fades += f",fade=t=out:start_frame={shot.frames - shot.fade_out_frames}:nb_frames={shot.fade_out_frames}"
    return fades


def shrunk(most: tuple[int, int]) -> str:
    """A still with its transparency, no larger than it can be used."""
    return (
        f"scale=w='min(iw,{most[0]})':h='min(ih,{most[1]})':force_original_aspect_ratio=decrease:flags=lanczos,"
        "format=rgba"
    )


def heard(in_frames: int, frames: int, rate: Fraction) -> str:
    """The stretch of a sound between two frames of the programme, counted from the start of its file.

    Decoded from the start rather than sought: a seek in MP3 or Ogg may land tens of milliseconds off.
    """
    start, end = sample_position(in_frames, rate), sample_position(in_frames + frames, rate)
    return (
        f"aresample={SAMPLE_RATE}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,"
        f"atrim=start_sample={start}:end_sample={end},asetpts=N/SR/TB"
    )


def sound_mix(sounds: Sequence[Sound], frames: int, rate: Fraction) -> str:
    """All sounds of an item at their places and gains, added, held below the ceiling, to the sample."""
    branches = [_branch(n, sound, frames, rate) for n, sound in enumerate(sounds)]
    names = "".join(f"[s{n}]" for n in range(len(sounds)))
    total = sample_position(frames, rate)
    mixed = f"{names}amix=inputs={len(sounds)}:normalize=0:duration=longest"
    limited = f"alimiter=level=disabled:limit={CEILING}:attack=5:release=50:latency=1"
    return f"{';'.join(branches)};{mixed},{limited},apad,atrim=end_sample={total}[sound]"


def _branch(number: int, sound: Sound, frames: int, rate: Fraction) -> str:
    length_frames = min(sound.frames, frames - sound.offset_frames)
    length = sample_position(sound.in_frames + length_frames, rate) - sample_position(sound.in_frames, rate)
    # Never none at all: a bare cut clicks.
    least = min(FADE_SAMPLES, length // 2)
    fade_in, fade_out = (
        max(least, sample_position(faded, rate)) for faded in (sound.fade_in_frames, sound.fade_out_frames)
    )
    delay = sample_position(sound.offset_frames, rate)
    return (
        f"[{number}:a:0]{heard(sound.in_frames, length_frames, rate)},volume={sound.gain_db}dB,"
        f"afade=t=in:ss=0:ns={fade_in},afade=t=out:ss={length - fade_out}:ns={fade_out},"
        f"adelay=delays={delay}S:all=1[s{number}]"
    )


def fitted(width: int, height: int, size: tuple[int, int]) -> tuple[int, int]:
    """The largest even size of a shape within the frame; the frame's where under a hundredth is missing."""
    scale = min(Fraction(size[0], width), Fraction(size[1], height))
    inside = (max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2))
    return (
        size[0] if inside[0] * 100 >= size[0] * 99 else inside[0],
        size[1] if inside[1] * 100 >= size[1] * 99 else inside[1],
    )
