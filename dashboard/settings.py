"""Typed settings, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """Where things lie and who comes first; every field has a working default."""

    home: Path
    """The run-time folder: database, media, segments, exports. Set by GREENROOM_HOME."""
    database_url: str
    """SQLAlchemy URL; SQLite under `home` unless DATABASE_URL names a PostgreSQL."""
    admin_email: str | None
    """GREENROOM_ADMIN: the account of this address is always an admin."""

    @property
    def media_root(self) -> Path:
        """The content-addressed store."""
        return self.home / "media"

    @property
    def segments_root(self) -> Path:
        """Conformed pictures and sounds; may be deleted, they are made again."""
        return self.home / "segments"


def _database_url(home: Path) -> str:
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{home / 'greenroom.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


@cache
def settings() -> Settings:
    """The settings of this process. Tests call `settings.cache_clear()` after changing the environment."""
    home = Path(os.environ.get("GREENROOM_HOME") or ROOT / "data").expanduser().resolve()
    admin = os.environ.get("GREENROOM_ADMIN", "").strip().lower() or None
    return Settings(home=home, database_url=_database_url(home), admin_email=admin)
