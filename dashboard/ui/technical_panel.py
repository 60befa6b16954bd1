"""The technical state of a piece: a badge for its card, and on its own page what was found and what to ask for."""

from __future__ import annotations

import streamlit as st

from dashboard.community.tables import Contribution
from dashboard.curation.technical import Technical, letter
from dashboard.curation.technical_findings import ASK, FIT, UNFIT, UNKNOWN
from dashboard.media.facts import MediaFacts
from dashboard.media.tables import MediaFile
from dashboard.ui.widgets import plain

BADGES = {UNFIT: ("flash_on", "red"), ASK: ("build", "gray"), FIT: ("info", "gray")}
"""The shape and the colour of what was found; its word says what. What is fit or unknown has no badge on a card:
grey stays behind clearance, which decides whether a piece is looked at; only what may not air speaks as loud."""

_CODECS = {"h264": "H.264", "hevc": "H.265", "mpeg4": "MPEG-4", "prores": "ProRes", "vp8": "VP8", "vp9": "VP9"}
_CHANNELS = {1: "mono", 2: "stereo"}


def technical_badge(technical: Technical) -> str:
    """The gravest finding in Markdown, with how many more there are; empty where all is well."""
    if not technical.words:
        return ""
    icon, colour = BADGES[technical.state]
    return f":{colour}-badge[:material/{icon}: {plain(technical.words)}]"


def technical_rows(media: MediaFile | None) -> dict[str, str]:
    """Picture and sound as they were measured, for the table of a piece's facts."""
    if media is None or media.kind not in ("video", "audio", "image"):
        return {}
    facts = MediaFacts.from_dict({"kind": media.kind, "size_bytes": media.size_bytes} | media.facts)
    return {"Picture": _picture(facts), "Sound": _sound(facts)}


def technical_panel(piece: Contribution, technical: Technical) -> None:
    """Every finding in a sentence, and below them what to write to the artist, ready to be copied."""
    for finding in technical.findings:
        icon, colour = BADGES[finding.state]
        st.markdown(f":{colour}[:material/{icon}:] {plain(finding.sentence)}")
    if technical.state == UNKNOWN and not technical.problem:
        st.caption("Not measured yet for black, silence, clipping and flashing; that happens in the background.")
    if technical.problem:
        st.caption(plain(f"Not all of it is measured. {technical.problem}"))
    words = letter(piece.title, technical.findings)
    if words:
        with st.expander("What to ask the artist for"):
            st.code(words, language=None, wrap_lines=True)


def _picture(facts: MediaFacts) -> str:
    if not facts.has_picture or not facts.width:
        return ""
    if facts.container == "svg":
        return "A drawing, sharp at any size"
    said = [f"{facts.width} × {facts.height}"]
    if facts.kind == "video" and facts.frame_rate:
        said.append(f"{float(facts.frame_rate):.5g} frames a second")
    return ", ".join([*said, *_codec(facts.video_codec)])


def _sound(facts: MediaFacts) -> str:
    if not facts.has_sound:
        return "None" if facts.kind == "video" else ""
    said = [f"{facts.loudness_lufs:.1f} LUFS".replace("-", "−")] if facts.loudness_lufs is not None else []
    if facts.peak_db is not None:
        said.append(f"peak {facts.peak_db:+.1f} dBFS".replace("-", "−"))
    if facts.sample_rate:
        said.append(f"{facts.sample_rate / 1000:g} kHz")
    if facts.channels:
        said.append(_CHANNELS.get(facts.channels, f"{facts.channels} channels"))
    return ", ".join([*said, *_codec(facts.audio_codec)])


def _codec(name: str | None) -> list[str]:
    return [_CODECS.get(name, name.upper())] if name else []
