"""From a timed rundown to its cut list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.community.tables import Contribution
from dashboard.curation.queries import artists
from dashboard.rundown.interchange.cut_list import (
    AUDIO,
    CARD,
    IMAGE,
    TEXT,
    VIDEO,
    Clock,
    CutList,
    Event,
    Marker,
    clean_line,
    clean_words,
    in_order,
)
from dashboard.rundown.interchange.media_names import media_name
from dashboard.rundown.on_air import fades_on_air, place
from dashboard.rundown.queries import ItemRow, Rundown, layer_times
from dashboard.rundown.tables import Episode, Item, Layer
from dashboard.rundown.timecode import drops
from dashboard.rundown.timing import BREAK, PIECE

_SHOWN_AS = {"video": VIDEO, "image": IMAGE, "text": TEXT}


def cut_list(rundown: Rundown, *, breaks: bool = True) -> CutList:
    """The programme as cuts: floats left out, breaks as gaps of their length or, if not wanted, as nothing."""
    episode, at = rundown.episode, 0
    events: list[Event] = []
    markers: list[Marker] = []
    for act in rundown.acts:
        markers.append(Marker(clean_line(act.act.title) or "Act", at))
        for row in act.items:
            if row.item.kind == BREAK and not row.item.floated:
                at += row.timed.planned_frames if breaks else 0
            elif row.timed.counted_frames:
                events += _events(row, at)
                at += row.timed.counted_frames
    return CutList(title_of(episode), clock_of(episode), _on_lanes(events), tuple(markers))


def clock_of(episode: Episode) -> Clock:
    """How an episode counts."""
    return Clock(episode.rate, episode.drop_frame and drops(episode.rate), episode.first_timecode_frames)


def title_of(episode: Episode) -> str:
    """Show, number and title on one line."""
    return clean_line(f"{episode.show.title} {episode.number}: {episode.title}")


def _events(row: ItemRow, at: int) -> Iterator[Event]:
    item, frames = row.item, row.timed.counted_frames
    if item.kind != PIECE:
        yield _card(item, at, frames, item.script or item.slug)
        return
    layers = item.layers
    placed = place(layer_times(item), frames)
    if all(layers[part.layer].track == "sound" for part in placed):
        yield _card(item, at, frames, "\n".join(dict.fromkeys(map(_line_of, layers))) or item.slug)
    for part in placed:
        yield _clip(layers[part.layer], at + part.start_frames, part.frames)


def _card(item: Item, at: int, frames: int, words: str) -> Event:
    name = clean_line(item.slug) or item.kind
    return Event("V1", name, CARD, at, at + frames, 0, frames, item_id=item.id, words=clean_words(words) or name)


def _clip(layer: Layer, at: int, frames: int) -> Event:
    piece, sound = layer.contribution, layer.track == "sound"
    media = AUDIO if sound else _media_of(piece, layer.track)
    first = 0 if media in (IMAGE, TEXT) else layer.in_frames
    fades = fades_on_air(layer.fade_in_frames, layer.fade_out_frames, frames)
    name = clean_line(piece.title) or f"Contribution {piece.id}"
    return Event(
        "A1" if sound else "V1", name, media,
        at, at + frames, first, first + frames, piece.id, layer.item_id, _contributors(piece), _file_name(piece, media),
        round(layer.gain_db, 2) if sound else 0.0, *fades,
        (clean_words(piece.text) or name) if media == TEXT else "",
    )  # fmt: skip


def _media_of(piece: Contribution, track: str) -> str:
    if track == "text":
        return TEXT
    return _SHOWN_AS.get(piece.media.kind, VIDEO) if piece.media else VIDEO


def _file_name(piece: Contribution, media: str) -> str:
    if media == TEXT or piece.media is None:
        return ""
    return media_name(piece.id, piece.title, piece.media.kind, piece.media.facts.get("container"))


def _contributors(piece: Contribution) -> tuple[str, ...]:
    names = (clean_line(credit.contributor.shown_name) for credit in piece.credits)
    return tuple(dict.fromkeys(filter(None, names)))


def _line_of(layer: Layer) -> str:
    return f"{layer.contribution.title} – {artists(layer.contribution)}"


def _on_lanes(events: Sequence[Event]) -> tuple[Event, ...]:
    """Sounds that lie over one another each on the first sound track that is free."""
    free_from: list[int] = []
    laid: list[Event] = []
    for event in sorted(events, key=lambda event: event.record_in):
        if event.is_picture:
            laid.append(event)
            continue
        lane = next((at for at, free in enumerate(free_from) if free <= event.record_in), len(free_from))
        free_from[lane : lane + 1] = [event.record_out]
        laid.append(replace(event, track=f"A{lane + 1}"))
    return in_order(laid)
