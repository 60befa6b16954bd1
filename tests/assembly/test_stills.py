"""Photographs and drawings keep their shape, their colours, and a decent size."""

from __future__ import annotations

import pytest
from PIL import Image

from dashboard.assembly.stills import largest_wanted, placed

PAPER = (251, 250, 247)
RED = (200, 30, 30, 255)


def _extent(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where a picture is red."""
    mask = picture.convert("RGB").point(lambda v: v).split()
    red = mask[0].point(lambda v: 255 if v > 185 else 0)
    green = mask[1].point(lambda v: 255 if v < 50 else 0)
    both = Image.composite(red, Image.new("L", red.size), green)
    box = both.getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(("size", "box"), [((1280, 1024), (800, 640)), ((720, 1440), (320, 640))])
def test_a_photograph_keeps_its_shape_and_reaches_two_edges(size: tuple[int, int], box: tuple[int, int]) -> None:
    shown = placed(Image.new("RGBA", size, RED), (1138, 640))
    left, top, right, bottom = _extent(shown)
    assert (right - left, bottom - top) == pytest.approx(box, abs=2)
    assert abs((left + right) - 1138) <= 2


def test_beside_a_photograph_stands_a_dim_blur_of_itself() -> None:
    shown = placed(Image.new("RGBA", (400, 800), RED), (640, 360))
    red, green, _ = shown.getpixel((20, 180))  # type: ignore[misc]
    assert 60 < red < 150
    assert green < 60


def test_a_small_drawing_is_not_blown_up_and_stands_on_paper() -> None:
    drawing = Image.new("RGBA", (171, 191), (0, 0, 0, 0))
    drawing.paste(RED, (0, 0, 171, 191))
    drawing.putpixel((0, 0), (0, 0, 0, 0))
    left, top, right, bottom = _extent(placed(drawing, (1920, 1080)))
    assert (right - left, bottom - top) == pytest.approx((171 * 2.5, 191 * 2.5), abs=3)
    assert placed(drawing, (1920, 1080)).getpixel((10, 10)) == PAPER


def test_transparency_shows_paper() -> None:
    shown = placed(Image.new("RGBA", (400, 225), (0, 0, 0, 0)), (640, 360))
    assert shown.getextrema() == tuple((value, value) for value in PAPER)


def test_a_picture_of_nearly_the_frame_s_shape_fills_it() -> None:
    shown = placed(Image.new("RGBA", (1900, 1080), RED), (640, 360))
    assert _extent(shown) == (0, 0, 640, 360)


def test_a_small_picture_looks_alike_in_both_profiles() -> None:
    picture = Image.new("RGBA", (300, 300), RED)
    heights = []
    for size in ((640, 360), (1920, 1080)):
        _, top, _, bottom = _extent(placed(picture, size))
        heights.append((bottom - top) / size[1])
    assert heights[0] == pytest.approx(heights[1], abs=0.01)


def test_enough_pixels_are_asked_for() -> None:
    assert largest_wanted((1920, 1080)) == (1920, 1080)
    assert largest_wanted((640, 360)) == (768, 432)
