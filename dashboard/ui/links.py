"""Addresses that pages hand to the browser."""

from __future__ import annotations

import time
from urllib.parse import urljoin

import streamlit as st

from dashboard.media.link_key import link_key
from dashboard.media.links import expiry, sign


def media_url(content_hash: str, media_type: str) -> str:
    """Where a browser gets a stored file, for six to twelve hours; the same address for hours on end.

    It is absolute, on the host that the browser itself names: Streamlit takes a bare path for a file of ours.
    """
    path = f"/piece/{sign(content_hash, media_type, expiry(time.time()), link_key())}"
    return urljoin(st.context.url or "http://localhost:8501", path)
