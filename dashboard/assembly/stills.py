"""A photograph or drawing placed in the picture, never stretched and never blown up beyond what it bears."""

from __future__ import annotations

from PIL import Image, ImageFilter, ImageOps

from dashboard.assembly.lettering import NIGHT, PAPER, UNITS

MOST_ENLARGED = 2.5
"""On a picture 1080 high; less in proportion on a smaller one, so that both profiles look alike."""
NEAR = 0.03
"""A picture whose shape differs by less than this from the frame's fills it and loses its edge."""
ON_PAPER = 0.84


def largest_wanted(size: tuple[int, int]) -> tuple[int, int]:
    """The most pixels that `placed` can use: decode no more, and enlarge nothing."""
    enlarged = min(1.0, MOST_ENLARGED * size[1] / UNITS)
    return round(size[0] / enlarged), round(size[1] / enlarged)


def placed(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture on its ground: paper below transparency, else a dim blur of itself.

    The picture is RGBA.
    """
    clear = picture.getchannel("A").getextrema()[0] < 250  # type: ignore[operator]
    frame_shape, shape = size[0] / size[1], picture.width / picture.height
    scale = min(size[0] / picture.width, size[1] / picture.height, MOST_ENLARGED * size[1] / UNITS)
    if not clear and abs(shape / frame_shape - 1) < NEAR and scale * picture.height > 0.95 * size[1]:
        return ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS)
    if clear:
        ground = Image.new("RGB", size, PAPER)
        scale = min(scale, ON_PAPER * size[0] / picture.width, ON_PAPER * size[1] / picture.height)
    else:
        ground = _dim_blur(picture.convert("RGB"), size)
    fitted = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    shown = picture.resize(fitted, Image.Resampling.LANCZOS)
    ground.paste(shown, ((size[0] - fitted[0]) // 2, (size[1] - fitted[1]) // 2), shown)
    return ground


def _dim_blur(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    # Blurred small and enlarged: the same softness for a hundredth of the work.
    small = ImageOps.fit(picture, (160, 90)).filter(ImageFilter.GaussianBlur(7))
    dimmed = Image.blend(small, Image.new("RGB", small.size, NIGHT), 0.55)
    return dimmed.resize(size, Image.Resampling.BICUBIC)
