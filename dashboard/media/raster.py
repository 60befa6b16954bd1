"""Rasterises a cleaned SVG with the guarded ffmpeg's librsvg."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from dashboard.errors import MediaRefused
from dashboard.media import names
from dashboard.media.child import MIB, ffmpeg_path, run_guarded
from dashboard.media.picture import POSTER_SIDE, save_on_paper

TIMEOUT_S = 30
MEMORY_BYTES = 2048 * MIB
WRITTEN_BYTES = 64 * MIB


def rasterise(clean: Path, name: str, workdir: Path) -> tuple[Path, Path]:
    """The raster (PNG with alpha, at the size that the drawing states) and the poster (JPEG on paper)."""
    drawn = workdir / names.DRAWN
    ran = run_guarded(
        [
            ffmpeg_path(), "-v", "error", "-nostdin", "-y", "-threads", "1",
            "-protocol_whitelist", "file", "-format_whitelist", "svg_pipe",
            "-f", "svg_pipe", "-i", str(clean),
            "-frames:v", "1", "-update", "1", "-compression_level", "1", str(drawn),
        ],
        what=name,
        timeout_s=TIMEOUT_S,
        cpu_s=TIMEOUT_S,
        memory_bytes=MEMORY_BYTES,
        file_bytes=WRITTEN_BYTES,
    )  # fmt: skip
    if ran.failed or not drawn.is_file():
        raise MediaRefused(
            f"{name} cannot be drawn: open it in the program that made it and export it as plain SVG or PNG."
        )
    picture = _straight(drawn)
    drawn.unlink()
    picture.save(workdir / names.RASTER, "PNG", compress_level=4)
    picture.thumbnail((POSTER_SIDE, POSTER_SIDE))
    save_on_paper(picture, workdir / names.POSTER)
    return workdir / names.RASTER, workdir / names.POSTER


def _straight(drawn: Path) -> Image.Image:
    """librsvg multiplies colours by their alpha and ffmpeg writes them so; PNG means them plain."""
    with Image.open(drawn, formats=["PNG"]) as picture:
        rgba = picture.convert("RGBA")
    return Image.frombytes("RGBa", rgba.size, rgba.tobytes()).convert("RGBA")
