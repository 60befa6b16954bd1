"""What a reviewer is offered next: the least-reviewed piece first, ties in an order of the reviewer's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """A piece that the reviewer has neither judged nor is kept from."""

    token: str
    reviews: int
    """By others so far."""


def in_order(offers: Iterable[Offer], seed: str, account_id: int, wanted: int) -> list[str]:
    """The tokens of the pieces that still want reviews, as this reviewer is to see them.

    The shuffle is the same each time, another for each reviewer, and tells nothing of when a piece came in.
    """
    open_ = [offer for offer in offers if offer.reviews < wanted]
    return [offer.token for offer in sorted(open_, key=lambda o: (o.reviews, shuffle_key(seed, account_id, o.token)))]


def shuffle_key(seed: str, account_id: int, token: str) -> str:
    """Where a token falls in the order of one reviewer of one round."""
    return hashlib.sha256(f"{seed}\n{account_id}\n{token}".encode()).hexdigest()
