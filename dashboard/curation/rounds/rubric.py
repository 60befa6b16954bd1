"""What reviewers score: criteria with weights, each scored from 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dashboard.errors import BadInput

LOWEST, HIGHEST = 1, 5
SCALE = tuple(range(LOWEST, HIGHEST + 1))
SCORE_WORDS = {1: "not at all", 2: "hardly", 3: "fairly", 4: "well", 5: "outstandingly"}
MOST_CRITERIA, HEAVIEST = 8, 10
_LONGEST_NAME, _LONGEST_WORDS = 60, 300


@dataclass(frozen=True)
class Criterion:
    """One thing to look at."""

    key: str
    """By which scores name it; stays when the criterion is renamed."""
    name: str
    words: str
    """What to ask oneself."""
    weight: int
    """Against the other criteria; at least 1."""


def criteria_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """Criteria as a row of a table keeps them."""
    return tuple(Criterion(str(c["key"]), str(c["name"]), str(c["words"]), int(c["weight"])) for c in stored)


def stored_criteria(criteria: Iterable[Criterion]) -> list[Any]:
    """The form in which a table keeps criteria."""
    return [asdict(criterion) for criterion in criteria]


def checked_criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Criteria as somebody typed them, those without a name left out, keys given to those that have none.

    Raises: `BadInput` for none, too many, a name twice, and weights outside 1 to HEAVIEST.
    """
    named = [(c, " ".join(c.name.split()), " ".join(c.words.split())) for c in criteria if c.name.strip()]
    if not named:
        raise BadInput("A rubric needs something to look at; name at least one criterion.")
    if len(named) > MOST_CRITERIA:
        raise BadInput(f"Nobody scores more than {MOST_CRITERIA} criteria with care; put some together.")
    if len({name.casefold() for _, name, _ in named}) < len(named):
        raise BadInput("Two criteria have the same name; call them differently or take one away.")
    taken = {c.key for c, _, _ in named}
    free = (key for n in range(1, 2 * MOST_CRITERIA + 1) if (key := f"c{n}") not in taken)
    return tuple(_checked(Criterion(c.key or next(free), name, words, c.weight)) for c, name, words in named)


def checked_scores(criteria: Iterable[Criterion], scores: Mapping[str, int | None]) -> dict[str, int]:
    """One whole score for each criterion, by key. Raises: `BadInput` naming the first that lacks one."""
    found = {}
    for criterion in criteria:
        score = scores.get(criterion.key)
        if score not in SCALE:
            raise BadInput(f"“{criterion.name}” has no score yet; give it one from {LOWEST} to {HIGHEST}.")
        found[criterion.key] = int(score)
    return found


def weighed(criteria: Iterable[Criterion], scores: Mapping[str, int]) -> float:
    """The mean of a review's scores by the weights of the criteria, from LOWEST to HIGHEST."""
    pairs = [(criterion.weight, scores[criterion.key]) for criterion in criteria]
    return sum(weight * score for weight, score in pairs) / sum(weight for weight, _ in pairs)


def _checked(criterion: Criterion) -> Criterion:
    if not 1 <= criterion.weight <= HEAVIEST:
        raise BadInput(f"“{criterion.name}” weighs {criterion.weight}; a weight is a number from 1 to {HEAVIEST}.")
    if len(criterion.name) > _LONGEST_NAME or len(criterion.words) > _LONGEST_WORDS:
        raise BadInput(
            f"“{criterion.name[:_LONGEST_NAME]}” is too long to read while scoring; keep a name to {_LONGEST_NAME} "
            f"characters and what it asks to {_LONGEST_WORDS}."
        )
    return criterion
