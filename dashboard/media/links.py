"""Signed links: who holds one may fetch one stored file until it expires, and nothing else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from dashboard.errors import NotAllowed

STEP_S = 6 * 3600
_REFUSED = "This link is not one of ours or has expired; open the page again for a new one."


@dataclass(frozen=True)
class Claim:
    """What a link says: which file, served as which media type, until when (seconds since 1970)."""

    content_hash: str
    media_type: str
    expires_at_s: int


def expiry(now_s: float) -> int:
    """When a link made now ends: the next full six hours and six more.

    It is the same for hours on end, so that a page that runs again gives a player the same address.
    """
    return (int(now_s) // STEP_S + 2) * STEP_S


def sign(content_hash: str, media_type: str, expires_at_s: int, key: bytes) -> str:
    """A token for a URL path: the claim and its HMAC-SHA256, both in URL-safe Base64."""
    claim = f"{expires_at_s}\n{content_hash}\n{media_type}".encode()
    return f"{_encode(claim)}.{_encode(_mac(claim, key))}"


def verify(token: str, now_s: float, key: bytes) -> Claim:
    """The claim of a token. Raises NotAllowed unless we signed it and it has not expired at `now_s`."""
    claim_part, _, mac_part = token.partition(".")
    try:
        claim, mac = _decode(claim_part), _decode(mac_part)
    except (binascii.Error, ValueError):
        raise NotAllowed(_REFUSED) from None
    if not hmac.compare_digest(mac, _mac(claim, key)):
        raise NotAllowed(_REFUSED)
    expires, content_hash, media_type = claim.decode().split("\n", 2)
    if now_s >= int(expires):
        raise NotAllowed(_REFUSED)
    return Claim(content_hash, media_type, int(expires))


def _mac(claim: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"greenroom-piece\n" + claim, hashlib.sha256)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
