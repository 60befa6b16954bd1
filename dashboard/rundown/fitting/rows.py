"""The model of a question: which pieces are used in which act, what they take, and what a fair set is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dashboard.rundown.fitting.fitting import Candidate, Preference, Question, most_shared
from dashboard.rundown.fitting.model import Model, Solution

OFF_BUDGET, OFF_NATURAL = 2.0, 0.5
"""What a frame off an act's budget, or off a piece's own length, costs; a frame of the best piece is worth 1."""
NEW_HERE_WORTH, NEWCOMER_WORTH, MIX_WORTH = 0.5, 0.5, 0.5
"""What is added for each frame by new artists and by newcomers; and, in parts of the gap, for every kind or country."""


@dataclass
class Asked:
    """A question as columns and rows."""

    question: Question
    model: Model = field(default_factory=Model)
    uses: dict[tuple[int, int], int] = field(default_factory=dict)
    """The column of each piece, by its place among the candidates, and act."""
    taken: dict[int, int] = field(default_factory=dict)
    """The column of what each act takes."""
    worth: dict[int, float] = field(default_factory=dict)
    """What a column costs once the time is settled."""

    def __post_init__(self) -> None:
        question, gap = self.question, self.question.gap
        for at, one in enumerate(question.candidates):
            for act in gap.acts:
                if one.act_id in (None, act.act_id):
                    self.uses[at, act.act_id] = self.model.choice()
            if len(self.of(at)) > 1:
                self.model.row(dict.fromkeys(self.of(at), 1.0), most=1)
        self.model.row(dict.fromkeys(self.uses.values(), 1.0), least=1)
        self._add_acts()
        self.rolls = self._add_roll()
        self.short = self.model.column(0.0, float(gap.frames))
        whole = {**dict.fromkeys(self.taken.values(), 1.0), **self.rolls, self.short: 1.0}
        self.model.row(whole, least=gap.frames, most=gap.frames)
        self._add_budgets()
        self._add_artists()
        self._add_worth()
        for proposal in question.unlike:
            same = [c for (at, _), c in self.uses.items() if question.candidates[at].piece_id in proposal.piece_ids]
            self.model.row(dict.fromkeys(same, 1.0), most=most_shared(proposal))

    def chosen(self, solution: Solution) -> tuple[list[tuple[Candidate, int]], dict[int, int]]:
        """The pieces of a solution with their acts, and what each act is to take of the gap."""
        pieces = [
            (self.question.candidates[at], act_id)
            for (at, act_id), column in self.uses.items()
            if solution.values[column] > 0.5  # whole but for the solver's tolerance
        ]
        return pieces, {act_id: round(solution.values[column]) for act_id, column in self.taken.items()}

    def of(self, at: int) -> list[int]:
        """The columns of one piece, an act each."""
        return [self.uses[at, act.act_id] for act in self.question.gap.acts if (at, act.act_id) in self.uses]

    def _add_acts(self) -> None:
        """What an act takes lies between the sums of the limits of its pieces; off their own lengths costs."""
        for act in self.question.gap.acts:
            most = self.question.gap.frames - min(self.question.gap.roll_growth)
            taken = self.model.column(0.0, float(most if act.most_frames is None else min(most, act.most_frames)))
            self.taken[act.act_id] = taken
            columns = {c: self.question.candidates[at] for (at, act_id), c in self.uses.items() if act_id == act.act_id}
            self.model.row({taken: 1.0, **{c: -float(one.shortest_frames) for c, one in columns.items()}}, least=0)
            self.model.row({taken: 1.0, **{c: -float(one.longest_frames) for c, one in columns.items()}}, most=0)
            own = {c: -float(one.natural_frames) for c, one in columns.items()}
            self._cost_of_distance({taken: 1.0, **own}, 0, OFF_NATURAL)

    def _add_budgets(self) -> None:
        """An act off its budget costs, the roll that stands in it included."""
        if len(self.question.gap.acts) < 2:
            return
        for act in self.question.gap.acts:
            if act.open_frames is not None:
                held = self.rolls if act.holds_roll else {}
                self._cost_of_distance({self.taken[act.act_id]: 1.0, **held}, act.open_frames, OFF_BUDGET)

    def _cost_of_distance(self, terms: Mapping[int, float], aim: int, cost: float) -> None:
        below, above = self.model.column(), self.model.column()
        self.model.row({**terms, below: 1.0, above: -1.0}, least=aim, most=aim)
        self.worth |= {below: cost, above: cost}

    def _add_roll(self) -> dict[int, float]:
        """A choice for each length that the roll can grow by, and the frames of each."""
        steps = _steps(self.question.gap.roll_growth)
        if len(steps) == 1:
            return {}
        holders = Counter(line for one in self.question.candidates for line in one.roll_lines)
        lines: dict[int, float] = {}
        for at, one in enumerate(self.question.candidates):
            alone = sum(holders[line] == 1 for line in one.roll_lines)
            lines |= dict.fromkeys(self.of(at), float(alone))
        for line in sorted(line for line, count in holders.items() if count > 1):
            bringing = [at for at, one in enumerate(self.question.candidates) if line in one.roll_lines]
            shared = self._any_of(bringing)
            for at in bringing:
                self.model.row({shared: 1.0, **dict.fromkeys(self.of(at), -1.0)}, least=0)
            lines[shared] = 1.0
        choices = {self.model.choice(): step for step in steps}
        self.model.row(dict.fromkeys(choices, 1.0), least=1, most=1)
        self.model.row({**lines, **{c: -float(first) for c, (first, _, _) in choices.items()}}, least=0)
        last = {c: -float(len(holders) if step is steps[-1] else step[1]) for c, step in choices.items()}
        self.model.row({**lines, **last}, most=0)
        return {c: float(frames) for c, (_, _, frames) in choices.items()}

    def _any_of(self, pieces: Sequence[int]) -> int:
        """A column that is 0 unless one of these pieces is used, and at most 1."""
        used = self.model.column(0.0, 1.0)
        self.model.row({used: 1.0, **{c: -1.0 for at in pieces for c in self.of(at)}}, most=0)
        return used

    def _add_artists(self) -> None:
        """Nobody gets more pieces than the wishes allow."""
        by_artist: dict[int, list[int]] = {}
        for at, one in enumerate(self.question.candidates):
            for artist in one.artist_ids:
                by_artist.setdefault(artist, []).append(at)
        for artist in sorted(by_artist):
            left = self.question.left_for(artist)
            if left is not None and len(by_artist[artist]) > left:
                self.model.row({c: 1.0 for at in by_artist[artist] for c in self.of(at)}, most=left)

    def _add_worth(self) -> None:
        """Good pieces are worth their frames, and each kind and country a part of the gap."""
        prefer, candidates = self.question.wishes.prefer, self.question.candidates
        for at, one in enumerate(candidates):
            self.worth |= dict.fromkeys(self.of(at), -frame_worth(one, self.question) * one.natural_frames)
        if Preference.KINDS in prefer:
            self._add_mix([frozenset({one.kind}) for one in candidates])
        if Preference.COUNTRIES in prefer:
            self._add_mix([one.countries for one in candidates])

    def _add_mix(self, marks: Sequence[frozenset[str]]) -> None:
        every = sorted(frozenset[str]().union(*marks))
        for mark in every:
            used = self._any_of([at for at, own in enumerate(marks) if mark in own])
            self.worth[used] = -MIX_WORTH * self.question.gap.frames / len(every)


def frame_worth(one: Candidate, question: Question) -> float:
    """What a frame of a piece is worth by its place and by whom it is; 1 for the best without preferences."""
    worth = 1 - one.place / (1 + max(other.place for other in question.candidates))
    prefer = question.wishes.prefer
    if Preference.NEW_HERE in prefer and not any(question.already.pieces_of.get(artist) for artist in one.artist_ids):
        worth += NEW_HERE_WORTH
    return worth + NEWCOMER_WORTH * (Preference.NEWCOMERS in prefer and one.newcomer)


def _steps(growth: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of numbers of lines with the same growth: the first number, the last, and the frames."""
    return [
        (run[0][0], run[-1][0], frames)
        for frames, group in groupby(enumerate(growth), key=lambda entry: entry[1])
        for run in [list(group)]
    ]
