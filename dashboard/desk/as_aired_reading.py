"""An editor's final cut as it is read: its clips, what they were matched to, and the rundown that it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from dashboard.community.folding import fold
from dashboard.community.tables import Contribution
from dashboard.curation.tables import ShortlistEntry
from dashboard.rundown.aired.cut import as_aired_state
from dashboard.rundown.aired.matching import Clip, Known, Match, clip_key, clips, decided, match, unresolved
from dashboard.rundown.aired.regions import Aired
from dashboard.rundown.cuts.frozen import completed, rows_of
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.state import LAYER, State, id_of
from dashboard.rundown.interchange.cut_list import AUDIO, TEXT, VIDEO, CutList, SentFile, clean_line
from dashboard.rundown.interchange.formats import format_of, read_cut
from dashboard.rundown.interchange.from_rundown import clock_of
from dashboard.rundown.interchange.media_names import id_in, is_media_name, media_name, stem
from dashboard.rundown.tables import Episode
from dashboard.rundown.timecode import ms_to_whole_frames
from dashboard.rundown.timing import PIECE

Decisions = Mapping[str, int | None]
"""What somebody said of a clip, by its key: a contribution's id, or none for `not ours`."""


@dataclass(frozen=True)
class FinalCut:
    """A final cut as it was sent, and what became of its clips."""

    origin: str
    """edl, otio or fcp7xml."""
    file_name: str
    file_hash: str
    cut: CutList
    remarks: tuple[str, ...]
    matches: tuple[Match, ...]
    base: State
    """The rundown it is held against, as it stands: what was changed after a lock was changed with a reason."""
    pieces: Mapping[int, Contribution]

    @property
    def unresolved(self) -> list[Match]:
        """The clips that somebody still has to say something of."""
        return unresolved(self.matches)

    def rundown(self) -> tuple[State, tuple[str, ...]]:
        """The rundown that the cut makes, and what was decided in making it."""
        found = {one.clip.key: one.contribution_id for one in self.matches}
        aired = [
            Aired(event, id_, is_text=id_ is not None and _media_kind(self.pieces[id_]) == TEXT)
            for event in self.cut.events
            for id_ in (found[clip_key(event)],)
        ]
        state, said = as_aired_state(self.cut, aired, self.base, {id_: one.title for id_, one in self.pieces.items()})
        return completed(state), said


def look(session: Session, episode: Episode, files: Sequence[SentFile], decisions: Decisions) -> FinalCut:
    """Read a cut and match its clips. Raises BadInput, naming file and line or clip; changes nothing."""
    origin = format_of(files)
    reading = read_cut(files, clock_of(episode))
    base = read_state(session, episode.id)
    found = clips(reading.cut.events)
    pieces = _pieces(session, episode, base, found, [id_ for id_ in decisions.values() if id_ is not None])
    in_rundown = _contribution_ids(base)
    known = {id_: _known(piece, episode, id_ in in_rundown) for id_, piece in pieces.items()}
    matches = decided(match(found, known, _own_items(base)), {
        key: id_ for key, id_ in decisions.items() if id_ is None or id_ in pieces
    })  # fmt: skip
    return FinalCut(
        origin, ", ".join(file.name for file in files), _hash(files), reading.cut, reading.remarks, tuple(matches),
        base, pieces,
    )  # fmt: skip


def _contribution_ids(base: State) -> set[int]:
    return {fields["contribution_id"] for fields in rows_of(base, LAYER)}


def _own_items(base: State) -> dict[int, str]:
    """Lines without pieces, such as the roll; and lines of sound alone, which an editor gets a card for."""
    shown = {"picture", "text"}
    return {
        id_of(key): clean_line(base.rows[key]["slug"])
        for key in base.items
        if base.rows[key]["kind"] != PIECE or not shown & {base.rows[layer]["track"] for layer in base.children(key)}
    }


def _pieces(
    session: Session, episode: Episode, base: State, found: Iterable[Clip], more: Iterable[int]
) -> dict[int, Contribution]:
    """What a clip may be: what the rundown and the shortlist hold, and whatever the clips name."""
    listed = select(ShortlistEntry.contribution_id).where(ShortlistEntry.shortlist_id == episode.shortlist_id)
    ids = {*_contribution_ids(base), *session.scalars(listed), *more}
    names: set[str] = set()
    for clip in found:
        ids |= {id_ for id_ in (clip.contribution_id, id_in(clip.file_name), id_in(clip.name)) if id_ is not None}
        names |= {fold(clip.name), fold(stem(clip.name))}
    query = (
        select(Contribution)
        .where(or_(Contribution.id.in_(ids), Contribution.title_key.in_(names - {""})))
        .options(selectinload(Contribution.media))
    )
    return {piece.id: piece for piece in session.scalars(query)}


def _known(piece: Contribution, episode: Episode, in_rundown: bool) -> Known:
    kind, ms = _media_kind(piece), piece.media.duration_ms if piece.media else None
    container = piece.media.facts.get("container") if piece.media else None
    theirs = (name for name in (piece.external_id, piece.origin) if is_media_name(name))
    names = (media_name(piece.id, piece.title, kind, container), *theirs)
    runs = kind in (VIDEO, AUDIO) and ms is not None
    length = ms_to_whole_frames(ms or 0, episode.rate) if runs else None
    return Known(piece.id, piece.title, names, length, in_rundown)


def _media_kind(piece: Contribution) -> str:
    return piece.media.kind if piece.media else ""


def _hash(files: Sequence[SentFile]) -> str:
    """The SHA-256 of the file; of several that of theirs in order."""
    each = [hashlib.sha256(file.data).hexdigest() for file in files]
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()
