"""What is known of every admitted file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

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
