"""Turns decoded pictures upright, to square pixels and to size, and makes the poster."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame
from PIL import Image, ImageStat

PAPER = (251, 250, 247)
POSTER_SIDE = 640
POSTER_QUALITY = 85
FLAT_DEVIATION = 10.0
"""Standard deviation of brightness (0..127) under which a picture is one black or plain surface."""
PROXY_BOX = (640, 360)
_TURNS = {90: ("transpose=clock",), 180: ("hflip", "vflip"), 270: ("transpose=cclock",)}


def rotation_of(frame: VideoFrame) -> int:
    """Degrees clockwise to turn the picture by so that it stands upright, to the nearest quarter."""
    return round(-frame.rotation / 90) % 4 * 90


def displayed_size(frame: VideoFrame, aspect: Fraction | None) -> tuple[int, int]:
    """Width and height after the sample aspect ratio and the rotation."""
    sane = aspect if aspect and Fraction(1, 10) <= aspect <= 10 else Fraction(1)
    width, height = max(round(frame.width * sane), 1), frame.height
    return (height, width) if rotation_of(frame) in {90, 270} else (width, height)


def fit(size: tuple[int, int], box: tuple[int, int], *, even: bool = False) -> tuple[int, int]:
    """The largest size of this shape that fits the box, never enlarged; even numbers for yuv420p."""
    scale = min(Fraction(box[0], size[0]), Fraction(box[1], size[1]), Fraction(1))
    step = 2 if even else 1
    return max(round(size[0] * scale / step) * step, step), max(round(size[1] * scale / step) * step, step)


def has_alpha(frame: VideoFrame) -> bool:
    """Whether parts of the picture may be transparent."""
    return frame.format.has_palette or any(component.is_alpha for component in frame.format.components)


class Shrinker:
    """Brings frames to one size and pixel format, upright; copes with sources that change size on the way."""

    def __init__(self, size: tuple[int, int], pixel_format: str, *, ground: bool = True) -> None:
        self._size = size
        self._format = pixel_format
        self._ground = ground
        self._made_for: tuple[int, int, str, int] | None = None
        self._graph: Graph
        self._source: FilterContext
        self._sink: FilterContext

    def shrink(self, frame: VideoFrame) -> VideoFrame:
        """A new frame; its time stamp is not kept."""
        made_for = (frame.width, frame.height, frame.format.name, rotation_of(frame))
        if made_for != self._made_for:
            self._build(frame)
            self._made_for = made_for
        self._source.push(frame)
        small = self._sink.pull()
        assert isinstance(small, VideoFrame)  # noqa: S101
        return small

    def _build(self, frame: VideoFrame) -> None:
        graph = Graph()
        graph.threads = 1
        turn = rotation_of(frame)
        width, height = self._size[::-1] if turn in {90, 270} else self._size
        base = frame.time_base or Fraction(1, 1000)
        self._source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=base)
        node = self._source
        if self._ground and has_alpha(frame):
            node = _on_paper(graph, node)
        colour = ":out_range=tv:out_color_matrix=bt709" if self._format == "yuv420p" else ""
        steps = [f"scale={width}:{height}:flags=area{colour}", "setsar=1", *_TURNS.get(turn, ())]
        for step in (*steps, f"format={self._format}"):
            name, _, arguments = step.partition("=")
            after = graph.add(name, arguments or None)
            node.link_to(after)
            node = after
        self._sink = graph.add("buffersink")
        node.link_to(self._sink)
        graph.configure()
        self._graph = graph


def _on_paper(graph: Graph, node: FilterContext) -> FilterContext:
    rgba, split = graph.add("format", "rgba"), graph.add("split", "2")
    paper = graph.add("drawbox", "color=0x{:02X}{:02X}{:02X}@1:t=fill:replace=1".format(*PAPER))
    over = graph.add("overlay", "format=auto")
    node.link_to(rgba)
    rgba.link_to(split)
    split.link_to(paper, 0, 0)
    paper.link_to(over, 0, 0)
    split.link_to(over, 1, 1)
    return over


def is_flat(small: VideoFrame) -> bool:
    """Whether a small yuv420p frame shows next to nothing."""
    luma = small.planes[0]
    picture = Image.frombuffer("L", (small.width, small.height), bytes(luma), "raw", "L", luma.line_size, 1)
    return ImageStat.Stat(picture).stddev[0] < FLAT_DEVIATION


def write_poster(frame: VideoFrame, aspect: Fraction | None, path: Path) -> None:
    """A JPEG of the upright picture, on paper where it is transparent."""
    size = fit(displayed_size(frame, aspect), (POSTER_SIDE, POSTER_SIDE))
    small = Shrinker(size, "rgba", ground=False).shrink(frame)
    save_on_paper(_image(small), path)


def _image(small: VideoFrame) -> Image.Image:
    plane = small.planes[0]
    return Image.frombuffer("RGBA", (small.width, small.height), bytes(plane), "raw", "RGBA", plane.line_size, 1)


def save_on_paper(picture: Image.Image, path: Path) -> None:
    """Save a picture with alpha as a JPEG on the page's paper."""
    ground = Image.new("RGB", picture.size, PAPER)
    ground.paste(picture, mask=picture.getchannel("A"))
    ground.save(path, "JPEG", quality=POSTER_QUALITY, optimize=True, progressive=True)
