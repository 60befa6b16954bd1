"""What is compared: the prints of all files and texts, loaded once a search, and the likenesses found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dashboard.community.copies import Merges
from dashboard.community.directories import in_parts
from dashboard.community.tables import Contribution
from dashboard.curation.duplicates.rules import (
    FILM_SHARE,
    SAME_FILE,
    Copy,
    Finding,
    Side,
    judge_films,
    judge_sounds,
    judge_stills,
    judge_texts,
)
from dashboard.curation.duplicates.tables import SearchedPiece
from dashboard.curation.duplicates.text import LEAST_SHARED, likely_texts, text_likeness
from dashboard.media.prints import (
    LIKELY_MATCHES,
    NEAR_BITS,
    Bits32,
    PictureStack,
    SoundLikeness,
    hamming,
    picture_distance,
    picture_likeness,
    picture_likenesses,
    sketch_matches,
    sound_likeness,
    stack_pictures,
    stack_sketches,
)
from dashboard.media.tables import MediaCheck, MediaFile

SAME = Copy(SAME_FILE, 1.0, "the same file")


@dataclass(frozen=True)
class Met:
    """Two pieces, of which none is merged into the other, and what their likeness means."""

    piece_id: int
    other_id: int
    finding: Finding


@dataclass(frozen=True)
class _File:
    content_hash: str
    kind: str
    duration_ms: int | None
    has_sound: bool


class Likenesses:
    """Every print there is, for a few pieces to be compared with all others; loaded as far as they need it."""

    def __init__(self, session: Session, merged: Merges, text_prints: Mapping[int, int | None]) -> None:
        """`text_prints` are those of the pieces that are searched now, which no table has yet."""
        self._session, self._merged, self._new_texts = session, merged, text_prints

    def of(self, piece: Contribution) -> Iterator[Met]:
        """Everything that is like this piece, each other piece once, by the piece that stands for it."""
        found: dict[int, Met] = {}
        for other, finding in (*self._by_file(piece), *self._by_text(piece)):
            here, there = self._merged.kept(piece.id), self._merged.kept(other)
            if here != there and _outweighs(finding, found.get(there)):
                found[there] = Met(here, there, finding)
        yield from found.values()

    def _by_file(self, piece: Contribution) -> Iterator[tuple[int, Finding]]:
        if piece.media_hash is None:
            return
        mine = self._files([piece.media_hash])[piece.media_hash]
        alike = {piece.media_hash, *self._like_pictures(mine), *self._like_sounds(mine)}
        files = self._files(alike)
        for other in self._pieces(Contribution.media_hash.in_(part) for part in in_parts(alike)):
            if other.media_hash == piece.media_hash:
                yield other.id, SAME
            elif other.media_hash is not None and other.id != piece.id:
                finding = self._judge(piece, mine, other, files[other.media_hash])
                if finding is not None:
                    yield other.id, finding

    def _judge(self, piece: Contribution, mine: _File, other: Contribution, theirs: _File) -> Finding | None:
        kinds = {mine.kind, theirs.kind}
        if kinds == {"image"}:
            bits = picture_distance(self._pictures(mine.content_hash), self._pictures(theirs.content_hash))
            return None if bits is None else judge_stills(bits)
        one, two, sound = self._side(piece, mine), self._side(other, theirs), self._sound(mine, theirs)
        if kinds == {"video"}:
            share = picture_likeness(self._pictures(mine.content_hash), self._pictures(theirs.content_hash))
            return judge_films(one, two, share, sound)
        return judge_sounds(one, two, sound) if kinds <= {"audio", "video"} and sound is not None else None

    def _side(self, piece: Contribution, file: _File) -> Side:
        scenes = _scenes(self._pictures(file.content_hash)) if file.kind == "video" else 0
        return Side(piece.id, file.kind, file.duration_ms, piece.created_at, file.has_sound, scenes)

    def _like_pictures(self, mine: _File) -> Sequence[str]:
        if mine.kind not in ("image", "video"):
            return ()
        hashes, stack = self._image_stack if mine.kind == "image" else self._film_stack
        shares = picture_likenesses(self._pictures(mine.content_hash), stack)
        return [hashes[at] for at in np.flatnonzero(shares >= FILM_SHARE)]

    def _like_sounds(self, mine: _File) -> Sequence[str]:
        if not mine.has_sound:
            return ()
        hashes, kinds, stack = self._sketches
        likely = np.flatnonzero(sketch_matches(self._sketch(mine.content_hash), stack) >= LIKELY_MATCHES)
        return [hashes[at] for at in likely if {kinds[at], mine.kind} != {"video"}]

    def _by_text(self, piece: Contribution) -> Iterator[tuple[int, Finding]]:
        mine = self._new_texts.get(piece.id)
        if mine is None:
            return
        ids, prints = self._texts
        likely = {int(ids[at]) for at in likely_texts(mine, prints)} - {piece.id}
        for other in self._pieces(Contribution.id.in_(part) for part in in_parts(likely)):
            finding = judge_texts(text_likeness(piece.text, other.text), LEAST_SHARED)
            if finding is not None and other.kind == "text":
                yield other.id, finding

    @cached_property
    def _image_stack(self) -> tuple[list[str], PictureStack]:
        return self._stack("image")

    @cached_property
    def _film_stack(self) -> tuple[list[str], PictureStack]:
        return self._stack("video")

    def _stack(self, kind: str) -> tuple[list[str], PictureStack]:
        query = (
            select(MediaCheck.content_hash, MediaCheck.picture_prints)
            .join(MediaFile, MediaFile.content_hash == MediaCheck.content_hash)
            .where(MediaFile.kind == kind, MediaCheck.picture_prints != b"")
        )
        rows = self._session.execute(query).all()
        return [row[0] for row in rows], stack_pictures([row[1] for row in rows])

    @cached_property
    def _sketches(self) -> tuple[list[str], list[str], Bits32]:
        query = (
            select(MediaCheck.content_hash, MediaFile.kind, MediaCheck.sound_sketch)
            .join(MediaFile, MediaFile.content_hash == MediaCheck.content_hash)
            .where(MediaCheck.sound_sketch != b"")
        )
        rows = self._session.execute(query).all()
        return [row[0] for row in rows], [row[1] for row in rows], stack_sketches([row[2] for row in rows])

    @cached_property
    def _texts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        query = select(SearchedPiece.contribution_id, SearchedPiece.text_print)
        rows = self._session.execute(query.where(SearchedPiece.text_print.is_not(None)))
        prints = {row[0]: row[1] for row in rows} | {id_: it for id_, it in self._new_texts.items() if it is not None}
        return np.fromiter(prints.keys(), np.int64), np.fromiter(prints.values(), np.int64)

    def _pictures(self, content_hash: str) -> bytes:
        return self._print(MediaCheck.picture_prints, content_hash)

    def _sketch(self, content_hash: str) -> bytes:
        return self._print(MediaCheck.sound_sketch, content_hash)

    def _print(self, column: InstrumentedAttribute[bytes], content_hash: str) -> bytes:
        return self._session.scalar(select(column).where(MediaCheck.content_hash == content_hash)) or b""

    def _sound(self, mine: _File, theirs: _File) -> SoundLikeness | None:
        if not (mine.has_sound and theirs.has_sound):
            return None
        one, other = (self._print(MediaCheck.sound_print, each.content_hash) for each in (mine, theirs))
        return sound_likeness(one, other)

    def _files(self, hashes: Collection[str]) -> dict[str, _File]:
        found: dict[str, _File] = {}
        for part in in_parts(hashes):
            query = select(MediaFile.content_hash, MediaFile.kind, MediaFile.duration_ms, MediaFile.facts)
            for row in self._session.execute(query.where(MediaFile.content_hash.in_(part))):
                has_sound = bool(row.facts.get("audio_codec")) and not row.facts.get("silent")
                found[row.content_hash] = _File(row.content_hash, row.kind, row.duration_ms, has_sound)
        return found

    def _pieces(self, chosen: Iterable[ColumnElement[bool]]) -> Iterator[Contribution]:
        for part in chosen:
            yield from self._session.scalars(select(Contribution).where(part).order_by(Contribution.id))


def by_people(met: Iterable[Met], people: Mapping[int, frozenset[int]]) -> list[Met]:
    """Of many that are copies of one piece the first by its own people and the first by others; all else as it is.

    So a group of copies grows by a pair or two with each that comes, and stays together by what they share.
    """
    found: list[Met] = []
    groups: dict[bool, list[tuple[float, int, Met]]] = defaultdict(list)
    for each in met:
        if isinstance(each.finding, Copy):
            same = bool(people[each.piece_id] & people[each.other_id])
            groups[same].append((-each.finding.likeness, each.other_id, each))
        else:
            found.append(each)
    return found + [min(group)[2] for group in groups.values()]


def _outweighs(finding: Finding, known: Met | None) -> bool:
    """Copies come before lineage, and the more alike before the less."""
    return known is None or _weight(finding) > _weight(known.finding)


def _weight(finding: Finding) -> float:
    return finding.likeness if isinstance(finding, Copy) else -1.0


def _scenes(prints: bytes) -> int:
    """How many pictures of a film are near none that came before them."""
    seen: list[int] = []
    for each in np.frombuffer(prints, "<u8").tolist():
        if all(hamming(each, other) > NEAR_BITS for other in seen):
            seen.append(each)
    return len(seen)
