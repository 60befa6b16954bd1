"""A hundred thousand pieces with texts whose words are as unevenly frequent as those of people, and with trend keys."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import accumulate
from math import log2
from typing import Any

from sqlalchemy import Connection, insert

from dashboard.community.searching import found_words
from dashboard.community.tables import Call, Contribution, Contributor, Credit, LineageEdge, Source
from dashboard.curation.trends.folding import hour_of
from dashboard.curation.trends.tables import TrendKey
from dashboard.intake.kinds import KINDS
from dashboard.media.tables import MediaCheck, MediaFile
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import migrating, upgrade

PIECES, WORDS, ARTISTS, CALLS, SOURCES = 100_000, 40_000, 15_000, 60, 8
LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CC-BY-NC-4.0", "All rights reserved", "")
CLEARANCES = ("cleared", "pending", "blocked")
STATES = ("fit", "ask", "unfit", "unknown")
LANGUAGES = ("en", "es", "pt", "de", "fr", "ja", "sv", "")
AT_ONCE = 5000


def stage(db: Database, pieces: int = PIECES) -> None:
    """Fill an empty database: tables first, then what search reads, as an upgrade does."""
    upgrade(db)
    chance = random.Random(1)
    words = _Words(chance)
    with migrating(db) as connection:
        names = _around(connection, chance)
        for first in range(1, pieces + 1, AT_ONCE):
            _add(connection, chance, [_piece(chance, words, n) for n in range(first, first + AT_ONCE)], names)
        edges = {(chance.randint(2, pieces), chance.randint(1, pieces)) for _ in range(pieces // 4)}
        links = [{"child_id": child, "parent_id": parent, "parent_ref": str(parent)} for child, parent in edges]
        connection.execute(insert(LineageEdge), links)


def _around(connection: Connection, chance: random.Random) -> list[str]:
    """Sources, calls and artists; the names of these."""
    at = now()
    names = [_name(chance) for _ in range(ARTISTS)]
    people = [
        {"source_id": 1, "external_key": str(n), "credit_name": name, "country": chance.choice(_COUNTRIES)}
        for n, name in enumerate(names)
    ]
    sources = [{"name": f"Source {n}", "kind": "folder", "location": f"/{n}", "created_at": at} for n in range(SOURCES)]
    calls = [{"key": str(n), "title": f"Call {n}", "created_at": at} for n in range(CALLS)]
    for table, rows in ((Source, sources), (Call, calls), (Contributor, people)):
        connection.execute(insert(table), rows)
    return names


def _add(connection: Connection, chance: random.Random, pieces: list[dict[str, Any]], names: list[str]) -> None:
    credited = []
    for piece in pieces:
        artist = chance.randrange(ARTISTS)
        credited.append({"contribution_id": piece["id"], "contributor_id": artist + 1, "position": 0})
        piece["found"] = found_words(piece["title"], piece["text"], piece["tags"], [names[artist]])
    hashes = [piece["media_hash"] for piece in pieces if piece["media_hash"]]
    media = [
        {"content_hash": each, "size_bytes": 1000, "kind": "video", "facts": {}, "admitted_at": now(),
         "duration_ms": chance.randint(3_000, 900_000)}
        for each in hashes
    ]  # fmt: skip
    checks = [{"content_hash": each, "state": chance.choice(STATES)} for each in hashes]
    keys = [_key(chance, piece) for piece in pieces]
    tables = (
        (MediaFile, media), (MediaCheck, checks), (Contribution, pieces), (Credit, credited), (TrendKey, keys),
    )  # fmt: skip
    for table, rows in tables:
        connection.execute(insert(table), rows)


_COUNTRIES = ("", *(f"{a}{b}" for a in "ABDEFGIN" for b in "EILORSTU"))
_SYLLABLES = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "or", "um")]


class _Words:
    """Words that occur as often as the inverse of their place among them."""

    def __init__(self, chance: random.Random) -> None:
        made = dict.fromkeys("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3 * WORDS))
        self.words = list(made)[:WORDS]
        self.weights = list(accumulate(1 / (place + 12) for place in range(len(self.words))))

    def text(self, chance: random.Random, count: int) -> str:
        return " ".join(chance.choices(self.words, cum_weights=self.weights, k=count))


def _piece(chance: random.Random, words: _Words, number: int) -> dict[str, Any]:
    at = now() - timedelta(minutes=chance.randint(0, 500_000))
    kind = chance.choice(KINDS)
    title, body = words.text(chance, chance.randint(1, 5)), words.text(chance, chance.randint(5, 90))
    return {
        "id": number, "source_id": chance.randint(1, SOURCES), "external_id": str(number), "kind": kind,
        "title": title.capitalize(), "text": body,
        "tags": ", ".join(words.text(chance, 3).split()), "call_id": chance.choice([None, chance.randint(1, CALLS)]),
        "licence": chance.choice(LICENCES), "clearance": chance.choice(CLEARANCES),
        "language": chance.choice(LANGUAGES),
        "media_hash": None if kind == "text" else f"{number:064x}", "created_at": at, "first_seen_at": at,
        "last_seen_at": at, "digest": "",
    }  # fmt: skip


def _key(chance: random.Random, piece: dict[str, Any]) -> dict[str, Any]:
    """As folding leaves it: most gained little, and when they were young."""
    posted, hours = hour_of(piece["created_at"]), 24
    likes = min(int(chance.paretovariate(0.8)) - 1, 20_000)
    gained = min(posted / hours + chance.expovariate(0.5), hour_of(now()) / hours)
    keys = {f"key_{h}": max(posted / hours / h, gained / h + log2(likes + 1)) - 2 for h in (1, 4, 16)}
    return {
        "contribution_id": piece["id"], **keys, "posted_hour": posted, "period": int(gained), "newest_gain": likes / 4,
        "last_gain": likes / 4, "before_gain": likes / 8, "total": float(likes), "likes": likes, "comments": likes // 9,
        "views": likes * 20, "negatives": 0, "acts_here": likes if piece["id"] % 3 else 0, "given_to_id": None,
    }  # fmt: skip


def _name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=2)).capitalize() for _ in range(2))
