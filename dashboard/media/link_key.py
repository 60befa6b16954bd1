"""The key that signs links: from the environment, or made once and kept beside the data."""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

from dashboard.errors import SettingsWrong
from dashboard.settings import settings

KEY_BYTES = 32


@cache
def link_key() -> bytes:
    """The key of this process: GREENROOM_LINK_KEY, else the file `link.key` of the home folder."""
    given = os.environ.get("GREENROOM_LINK_KEY", "").strip()
    if not given:
        return stored_key(settings().home / "link.key")
    if len(given) < KEY_BYTES:
        raise SettingsWrong(
            f"GREENROOM_LINK_KEY is shorter than {KEY_BYTES} characters; give it a longer random value."
        )
    return hashlib.sha256(given.encode()).digest()


def stored_key(file: Path) -> bytes:
    """The key in `file`, which only its owner can read; made at random if it is not there.

    Of several processes that make it at once, one wins and all return its key.
    """
    if not file.exists():
        _make(file)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise SettingsWrong(f"{file} is damaged; remove it, start again and reload the open pages.")
    return key


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(secrets.token_bytes(KEY_BYTES))
            target.flush()
            os.fsync(target.fileno())
        # A link, unlike a rename, fails where the name is taken: the first process wins, whole.
        os.link(temporary, file)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
