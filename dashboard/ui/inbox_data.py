"""What the culling component is told: the queue, and the cards around the piece that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.curation.inbox.batch import Outcome
from dashboard.curation.inbox.cards import Shown
from dashboard.curation.inbox.queue import MOST, NEW, Queue
from dashboard.curation.queries import Card
from dashboard.curation.technical_findings import FIT
from dashboard.rundown.queries import EpisodeRow
from dashboard.ui.cards import plays
from dashboard.ui.formats import ago_text, length_text
from dashboard.ui.links import media_url
from dashboard.ui.technical_panel import BADGES
from dashboard.ui.widgets import CLEARANCE

BLOCK = 24
"""Pieces on one page of the grid; culling.grid.js knows it too."""
BEHIND = 8
SHAPES = {"green": "●", "blue": "●", "orange": "▲", "red": "■", "gray": "○"}
"""So that no state is told by its colour alone."""
ALT = {"video": "Still from", "audio": "Waveform of"}


@dataclass(frozen=True)
class Answer:
    """What came of the batch with the mark `heard`."""

    heard: int = 0
    outcome: Outcome = field(default_factory=Outcome)


def window(queue: Queue) -> tuple[int, ...]:
    """The pieces whose cards are sent: the page of the grid that is open, the next one, and a few before."""
    first = queue.position // BLOCK * BLOCK
    return queue.piece_ids[max(0, first - BEHIND) : first + 2 * BLOCK]


def culling_data(
    account_id: int, queue: Queue, pieces: Mapping[int, Shown], episode: EpisodeRow | None, answer: Answer,
    now: datetime, *, arrived: int, may_shortlist: bool,
) -> dict[str, Any]:  # fmt: skip
    """All of it. `arrived` pieces came in since the queue was made."""
    return {
        "account": account_id,
        "queue": queue.made_at.isoformat(),
        "ids": list(queue.piece_ids),
        "at": queue.position,
        "cards": [_card(pieces[id_], now) for id_ in window(queue) if id_ in pieces],
        "arrived": arrived,
        "more": queue.narrowing.view == NEW and len(queue.piece_ids) >= MOST,
        "shortlist": {"id": episode.shortlist_id, "label": episode.label} if episode else None,
        "may_shortlist": may_shortlist,
        "heard": answer.heard,
        "refused": [{"mark": one.mark, "sentence": one.sentence} for one in answer.outcome.refused],
        "undone": [{"mark": one.mark, "pieces": one.piece_ids} for one in answer.outcome.undone],
    }


def _card(piece: Shown, now: datetime) -> dict[str, Any]:
    card, said = piece.card, piece.opinion
    poster = media_url(card.poster_hash, "image/png" if card.media_kind == "audio" else "image/jpeg") if (
        card.poster_hash
    ) else ""  # fmt: skip
    return {
        "id": card.contribution_id,
        "title": card.title,
        "by": card.artists,
        "kind": card.kind,
        "length": length_text(card.duration_ms) if card.duration_ms is not None else "",
        "duration_ms": card.duration_ms,
        "posted": ago_text(card.created_at, now),
        "clearance": _clearance(card),
        "technical": _technical(card),
        "call": piece.call,
        "text": piece.text,
        "first_line": card.first_line,
        "media": card.media_kind,
        "poster": poster,
        "picture": media_url(piece.raster_hash, "image/png") if piece.raster_hash else poster,
        "alt": f"{ALT.get(card.media_kind, 'Picture:')} {card.title}",
        "play": media_url(card.proxy_hash, f"{card.media_kind}/mp4") if card.proxy_hash and plays(card) else "",
        "page": f"contribution?piece={card.contribution_id}",
        "verdict": {
            "choice": said.choice, "stars": said.stars, "in_ms": said.in_ms, "out_ms": said.out_ms, "note": said.note,
            "seen": said.seen, "picked": piece.picked,
        },
    }  # fmt: skip


def _clearance(card: Card) -> dict[str, str]:
    word, _, colour = CLEARANCE.get(card.clearance, CLEARANCE["pending"])
    text = "" if card.clearance == "cleared" else card.clearance_reason
    return {"word": word, "shape": SHAPES[colour], "colour": colour, "text": text}


def _technical(card: Card) -> list[dict[str, str]]:
    """What the file lacks: the gravest finding in a few words, and each that must be put right in a sentence."""
    if not card.technical.words:
        return []
    _, colour = BADGES[card.technical.state]
    text = " ".join(finding.sentence for finding in card.technical.findings if finding.state != FIT)
    return [{"word": card.technical.words, "shape": SHAPES[colour], "colour": colour, "text": text}]
