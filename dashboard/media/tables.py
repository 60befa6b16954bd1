"""What is known of every admitted file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.storage.base import Base


class MediaFile(Base):
    """A file that passed the full decode. Never changed: other bytes are another file."""

    __tablename__ = "media_file"

    content_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the bytes, the name in the store."""
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    """video, audio, image, text or project: what the bytes are, whatever was declared."""
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    """Measured by decoding; none for stills, text and project files."""
    facts: Mapped[dict[str, Any]]
    """The rest of MediaFacts as it was measured."""
    poster_hash: Mapped[str | None]
    """A small picture to show it by."""
    proxy_hash: Mapped[str | None]
    """A small copy that browsers play."""
    raster_hash: Mapped[str | None]
    """For drawings: the picture that goes to air."""
    admitted_at: Mapped[datetime]

    check: Mapped[MediaCheck | None] = relationship(back_populates="media", lazy="joined")
    """Comes with the file wherever that is loaded, without the prints."""


class MediaCheck(Base):
    """What was measured of a file beyond its facts, and its prints. Every admitted file has one.

    Read the prints with `media/prints.py`. They are loaded only where a query names them (`undefer`).
    """

    __tablename__ = "media_check"

    content_hash: Mapped[str] = mapped_column(
        ForeignKey("media_file.content_hash", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(default=0, index=True)
    """Of the measure that made it, `checks.VERSION`; 0 for not measured yet."""
    measured: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Checks, as it was measured; empty where nothing was."""
    problem: Mapped[str] = mapped_column(default="")
    """Why it could not be measured, or not all of it, in a sentence."""
    picture_prints: Mapped[bytes] = mapped_column(default=b"", deferred=True)
    """Of the pictures that show something, in order: 64 bits each, little endian. One for a still."""
    sound_print: Mapped[bytes] = mapped_column(default=b"", deferred=True)
    """Chromaprint of the first two minutes: 32 bits for each eighth of a second, little endian."""
    sound_sketch: Mapped[bytes] = mapped_column(default=b"", deferred=True)
    """What finds it among many: see `prints.sketch`."""
    measured_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="", index=True)
    """fit, ask, unfit or unknown, for filters over many pieces; empty until it was judged."""
    judged_by: Mapped[int] = mapped_column(default=0, index=True)
    """The version of the rules that set the state, `technical.VERSION`; 0 where it is to be judged anew."""

    media: Mapped[MediaFile] = relationship(back_populates="check")
