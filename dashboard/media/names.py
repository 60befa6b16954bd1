"""The names of the files that an examination leaves in its work folder."""

from __future__ import annotations

RESULT = "result.json"
CLEAN_SVG = "clean.svg"
DRAWN = "drawn.png"
POSTER = "poster.jpg"
WAVEFORM = "poster.png"
PROXY_VIDEO = "proxy.mp4"
PROXY_SOUND = "proxy.m4a"
RASTER = "raster.png"
ALL = (RESULT, CLEAN_SVG, DRAWN, POSTER, WAVEFORM, PROXY_VIDEO, PROXY_SOUND, RASTER)
