"""How far apart two spellings are, and the trigrams by which near ones are met."""

from __future__ import annotations

from dashboard.community.searching import LONGEST_WORD, query_words

SHORTEST, LONG = 3, 6
LONGEST = LONGEST_WORD // 2
TRIGRAMS_OF_AN_EDIT = 4
"""At most so many trigrams of a word change when two of its letters change places; other edits change fewer."""


def may_be_misspelt(word: str) -> bool:
    """Whether a word is one that people spell: letters only, neither very short nor very long, no pair of a run."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and query_words(word) == ([word], False)


def most_edits(word: str) -> int:
    """How many edits away a word may be to be meant: 1, or 2 from six letters on."""
    return 2 if len(word) >= LONG else 1


def trigrams(word: str) -> set[str]:
    """Every three neighbouring letters, with two blanks before the word and one after."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def least_shared(word: str) -> int:
    """So many trigrams a word has at least in common with any that it may be misspelt from."""
    return max(1, len(trigrams(word)) - TRIGRAMS_OF_AN_EDIT * most_edits(word))


def distance(a: str, b: str) -> int:
    """Letters added, left out, replaced, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
