"""The shortlist as a board: its pieces by the act they are meant for, each with who picked it and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import streamlit as st
from sqlalchemy.orm import Session

from dashboard.credits.queries import working_rundown
from dashboard.curation.queries import Card
from dashboard.curation.shortlist_notes import possible_owners
from dashboard.curation.shortlist_queries import Listed, pieces_on
from dashboard.people.roles import Actor, Permission
from dashboard.rundown.queries import EpisodeRow, Rundown
from dashboard.rundown.shortlist.places import ActRoom, full_lengths, room_in_acts, targets
from dashboard.storage.base import now
from dashboard.ui.cards import card_grid
from dashboard.ui.formats import ago_text, counted, duration_text, over_word, signed_text
from dashboard.ui.shortlisting import NO_ACT, entry_panel, move_to_rundown, rundown_button
from dashboard.ui.widgets import plain, quiet

FROM = {
    "trending": "from Trending", "search": "from Search", "inbox": "from the Inbox", "round": "from a round",
    "piece": "from its page", "shortlist": "on the shortlist",
}  # fmt: skip
"""How the places one picks from are said after a name."""


@dataclass(frozen=True)
class Board:
    """A shortlist with all that its page shows of it."""

    pieces: tuple[Listed, ...]
    targets: Mapping[int, int]
    """The act of each entry that is meant for one."""
    held: Mapping[int, int]
    """The first act that holds each piece of the rundown, floated or not."""
    lengths: Mapping[int, int]
    """Frames of each piece at full length."""
    rooms: tuple[ActRoom, ...]
    owners: Mapping[int, str]
    rate: Fraction

    @property
    def acts(self) -> dict[int, str]:
        """Titles by id, in order."""
        return {room.act_id: room.title for room in self.rooms}

    def target(self, one: Listed) -> int | None:
        """The act it is meant for."""
        return self.targets.get(one.entry.id)

    def place(self, one: Listed) -> int:
        """The act it stands under: the one that holds it, else the one it is meant for, else NO_ACT."""
        return self.held.get(one.card.contribution_id) or self.target(one) or NO_ACT

    def frames(self, pieces: Sequence[Listed]) -> int:
        """What these run together at full length."""
        return sum(self.lengths.get(one.card.contribution_id, 0) for one in pieces)


def load_board(session: Session, episode: EpisodeRow) -> Board:
    """The shortlist of an episode, and how its acts would fill."""
    pieces = pieces_on(session, episode.shortlist_id)
    meant, rundown = targets(session, episode.shortlist_id), working_rundown(session, episode.episode_id).rundown
    held = _held(rundown)
    lengths = full_lengths(
        session, [one.card.contribution_id for one in pieces], episode.rate, episode.words_per_minute
    )
    frames: dict[int, int] = {}
    for one in pieces:
        act_id, piece_id = meant.get(one.entry.id), one.card.contribution_id
        if act_id is not None and piece_id not in held:
            frames[act_id] = frames.get(act_id, 0) + lengths.get(piece_id, 0)
    rooms = room_in_acts(rundown, frames)
    owners = {account.id: account.name for account in possible_owners(session)}
    return Board(tuple(pieces), meant, held, lengths, tuple(rooms), owners, episode.rate)


def board_groups(
    actor: Actor, episode: EpisodeRow, board: Board, shown: Sequence[Listed],
    select: Callable[[Listed], None] | None = None,
) -> None:  # fmt: skip
    """The pieces shown, an act after the other; those without one come last. `select` draws a tick box."""
    rooms = {room.act_id: room for room in board.rooms}
    for act_id in (*rooms, NO_ACT):
        group = [one for one in shown if board.place(one) == act_id]
        if group:
            _head(actor, board, rooms.get(act_id), group)
            _cards(actor, episode, board, group, select)


def _held(rundown: Rundown) -> dict[int, int]:
    held: dict[int, int] = {}
    for act in rundown.acts:
        for row in act.items:
            for layer in row.item.layers:
                held.setdefault(layer.contribution_id, act.act.id)
    return held


def _head(actor: Actor, board: Board, room: ActRoom | None, group: Sequence[Listed]) -> None:
    together = f"{counted(len(group), 'piece')}, {duration_text(board.frames(group), board.rate)} at full length"
    said = _room_text(room, board.rate) if room else "Say under Edit which act they are meant for."
    with st.container(gap=None):
        st.header(plain(room.title) if room else "No act yet", anchor=False)
        st.caption(f"{together}. {plain(said)}")
    if room is None:
        return
    waiting = [one.entry.id for one in group if one.card.contribution_id not in board.held]
    if waiting and actor.may(Permission.EDIT_EPISODE):
        st.button(
            f"Add {counted(len(waiting), 'piece')} to {plain(room.title)}", key=f"move_act{room.act_id}",
            icon=":material/playlist_add:", on_click=move_to_rundown, args=(actor, waiting),
        )  # fmt: skip


def _room_text(room: ActRoom, rate: Fraction) -> str:
    """`In the rundown 1:20, with all that is meant for it 3:30 of 3:00: +0:30 over.`"""
    said = f"In the rundown {duration_text(room.filled_frames, rate)}"
    if room.meant_frames:
        both = duration_text(room.filled_frames + room.meant_frames, rate)
        said += f", with all that is meant for it {both}"
    if room.over_frames is None:
        return f"{said}; no budget."
    over = f": {signed_text(room.over_frames, rate)} {over_word(room.over_frames, rate)}" if room.over_frames else ""
    return f"{said} of {duration_text(room.budget_frames, rate)}{over}."


def _cards(
    actor: Actor, episode: EpisodeRow, board: Board, group: Sequence[Listed], select: Callable[[Listed], None] | None
) -> None:
    by_piece = {one.card.contribution_id: one for one in group}

    def buttons(card: Card) -> None:
        one = by_piece[card.contribution_id]
        if card.contribution_id not in board.held:
            rundown_button(actor, board.acts, one, board.target(one))
        if select is not None:
            entry_panel(actor, episode, one, board.acts, board.target(one), board.owners)
            select(one)

    notes = {piece_id: _note(one, board) for piece_id, one in by_piece.items()}
    card_grid([one.card for one in group], notes=notes, buttons=buttons)


def _note(one: Listed, board: Board) -> str:
    """What is said of a piece: the note, who picked it and why, its owner and tags, and where it stands."""
    lines = ["  \n".join(plain(line) for line in one.entry.note.splitlines())]
    for pick in one.picks:
        where = f" {FROM[pick.picked_from]}" if pick.picked_from in FROM else ""
        why = f": “{' '.join(pick.why.split())}”" if pick.why else ""
        lines.append(quiet(f"{pick.picked_by}{where}, {ago_text(pick.picked_at, now())}{why}"))
    if one.entry.owner:
        lines.append(quiet(f"Owner: {one.entry.owner.name}"))
    badges = [f":gray-badge[:material/sell: {plain(tag)}]" for tag in one.tags]
    if one.card.contribution_id in board.held:
        badges.append(
            f":blue-badge[:material/playlist_add_check: In {plain(board.acts[board.held[one.card.contribution_id]])}]"
        )
    return "  \n".join(line for line in (*lines, " ".join(badges)) if line)
