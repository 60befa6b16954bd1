"""Which pieces land on the gap, and of those that do the fairest: the search, and what it says when it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.rundown.fitting.fitting import Already, Answer, Candidate, Gap, Proposal, Question, Wishes, lines_of
from dashboard.rundown.fitting.lengths import allowing_trims, settled
from dashboard.rundown.fitting.model import Solution
from dashboard.rundown.fitting.repair import repaired
from dashboard.rundown.fitting.rows import Asked
from dashboard.rundown.fitting.words import why_no_closer, why_none, why_nothing_to_fill

MOST_PROPOSALS = 3
NODES_FOR_TIME, NODES_FOR_SPREAD = 4_000, 40
CLOSE_ENOUGH = 0.02
"""How far from the best the spread may be; the time is always the best there is."""
NEAR_WORTH = 3.0
"""What a missing frame costs while a set only has to come near; a frame of the best piece is worth 1."""


def propose(candidates: Sequence[Candidate], gap: Gap, wishes: Wishes, already: Already) -> Answer:
    """Up to MOST_PROPOSALS sets, of which a third of the pieces differs; else why there is none.

    The best first: by how near they land, then as the wishes prefer.
    """
    if gap.frames <= 0:
        return Answer((), why_nothing_to_fill(gap))
    acts = {act.act_id for act in gap.acts}
    in_scope = [one for one in candidates if one.act_id is None or one.act_id in acts]
    question = Question((), gap, wishes, already)
    trimmed = allowing_trims(in_scope, wishes.trim_percent, gap.rate)
    question = replace(question, candidates=tuple(one for one in trimmed if acts and _fits(one, question)))
    if not question.candidates:
        return Answer((), why_none(in_scope, gap, wishes))
    found: list[Proposal] = []
    while len(found) < MOST_PROPOSALS:
        best, proven = _best(replace(question, unlike=tuple(found)))
        if best is None:
            break
        found.append(replace(best, why=why_no_closer(best, question.candidates, gap, proven=proven)))
    found.sort(key=lambda proposal: -proposal.off_frames)  # stable: each was the best of those left
    return Answer(tuple(found), "" if found else why_none(in_scope, gap, wishes))


def _fits(one: Candidate, question: Question) -> bool:
    """Whether a piece could go in by itself."""
    short = one.shortest_frames + min(question.gap.roll_growth) <= question.gap.frames
    return short and all(question.left_for(artist) != 0 for artist in one.artist_ids)


def _best(question: Question) -> tuple[Proposal | None, bool]:
    """The best set, and whether it is proven that none lands nearer.

    First a fair one that only has to come near. Unless it lands as it is, or with a piece or two exchanged, the one
    that lands nearest is looked for among all there are.
    """
    gap = question.gap
    roll = question.unlike[-1].roll_frames if question.unlike else _roll_of_near(question)
    near = _near(question, roll)
    if near is not None:
        chosen, wanted = near
        first = settled(chosen, wanted, gap, question.already)
        if first is None or first.off_frames:
            first = repaired(chosen, wanted, question)
        if first is not None:
            return first, True
    return _on_time(question)


def _roll_of_near(question: Question) -> int:
    """About how much the roll grows with a set that fills the gap."""
    near = _near(question, 0) if len(question.gap.roll_growth) > 1 else None
    return 0 if near is None else question.gap.grown(len(lines_of([one for one, _ in near[0]])))


def _near(question: Question, roll_frames: int) -> tuple[list[tuple[Candidate, int]], dict[int, int]] | None:
    """A fair set that comes near the gap less what the roll takes, and what each act is to take."""
    acts = tuple(
        replace(act, open_frames=act.open_frames - roll_frames) if act.holds_roll and act.open_frames else act
        for act in question.gap.acts
    )
    gap = replace(question.gap, frames=max(0, question.gap.frames - roll_frames), acts=acts, roll_growth=(0,))
    asked = Asked(replace(question, gap=gap))
    costs = {**asked.worth, asked.short: NEAR_WORTH}
    found = asked.model.least(costs, nodes=NODES_FOR_SPREAD, rel_gap=CLOSE_ENOUGH)
    return None if found is None else asked.chosen(found)


def _on_time(question: Question) -> tuple[Proposal | None, bool]:
    """The set that lands nearest, then the fairest that lands as near."""
    asked = Asked(question)

    def proposal(solution: Solution | None) -> Proposal | None:
        return None if solution is None else settled(*asked.chosen(solution), question.gap, question.already)

    in_time = asked.model.least({asked.short: 1.0}, nodes=NODES_FOR_TIME, enough=0.5)
    first = proposal(in_time)
    if in_time is None or first is None:
        return None, False
    asked.model.upper[asked.short] = float(-first.off_frames)
    fair = asked.model.least(asked.worth, nodes=NODES_FOR_SPREAD, rel_gap=CLOSE_ENOUGH, start=in_time.values)
    second = proposal(fair)
    return second if second is not None and second.off_frames >= first.off_frames else first, in_time.proven
