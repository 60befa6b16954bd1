"""Whether a piece may air, and the sentence that says who can change it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.clearance import BLOCKED, CLEARED, PENDING, Holding, clearance
from dashboard.community.licences import read_licence
from dashboard.community.lineage import CONFIRMED, DECLARED, REFUSED, STATES, SUGGESTED, Uses, by_child

FREE = read_licence("CC-BY-4.0")


def holding(title: str, licence: str = "CC-BY-4.0", artist: str = "Ida", problem: str = "") -> Holding:
    return Holding(title, artist, read_licence(licence), licence, problem)


def test_a_free_piece_is_cleared_and_says_what_is_owed() -> None:
    assert clearance(1, {1: holding("Film")}, {}).state == CLEARED
    share_alike = clearance(1, {1: holding("Film", "CC-BY-SA-4.0")}, {})
    assert (share_alike.state, "same licence" in share_alike.reason) == (CLEARED, True)


@pytest.mark.parametrize(
    ("licence", "says"),
    [
        ("", "no licence is stated for it"),
        ("ask me", "its licence “ask me” is unknown"),
        ("CC BY 4.0, no commercial use", "it is licensed non-commercial."),
        ("CC-BY-NC-4.0", "non-commercial (CC-BY-NC-4.0)"),
        ("CC BY-ND 3.0", "no adaptation"),
    ],
)
def test_a_licence_that_forbids_it_blocks_and_names_whom_to_ask(licence: str, says: str) -> None:
    found = clearance(1, {1: holding("Film", licence)}, {})
    assert found.state == BLOCKED
    assert says in found.reason
    assert "Ask Ida for another licence or swap the piece." in found.reason
    assert "Find its artist" in clearance(1, {1: holding("Film", licence, artist="")}, {}).reason


@pytest.mark.parametrize(
    ("state", "expected"),
    [(CONFIRMED, BLOCKED), (DECLARED, BLOCKED), (SUGGESTED, PENDING), (REFUSED, CLEARED)],
)
def test_an_ancestor_blocks_unless_the_link_to_it_is_refused(state: str, expected: str) -> None:
    holdings = {1: holding("Film"), 2: holding("Song"), 3: holding("Tape", "CC-BY-NC-4.0", "Bo")}
    uses = by_child([Uses(1, 2, "2", CONFIRMED), Uses(2, 3, "3", state)])
    found = clearance(1, holdings, uses)
    assert found.state == expected
    if expected == BLOCKED:
        assert "“Film” may not air: it uses “Tape”" in found.reason
        assert "Ask Bo" in found.reason


def test_a_question_further_up_says_how_it_concerns_the_piece() -> None:
    uses = by_child([Uses(1, 2, "2", CONFIRMED), Uses(2, None, "an old novel", DECLARED)])
    found = clearance(1, {1: holding("Film"), 2: holding("Song")}, uses)
    assert found.state == PENDING
    assert found.reason.startswith("“Film” is built on “Song”, and “Song” uses “an old novel”, which is not here")


def test_a_parent_that_is_not_here_leaves_a_question() -> None:
    found = clearance(1, {1: holding("Film")}, by_child([Uses(1, None, "an old novel", DECLARED)]))
    assert (found.state, "uses “an old novel”, which is not here" in found.reason) == (PENDING, True)


def test_a_piece_with_nothing_to_show_may_not_air() -> None:
    found = clearance(1, {1: holding("Film", problem="there is no file.")}, {})
    assert (found.state, found.reason) == (BLOCKED, "“Film” may not air: there is no file.")


licences = st.sampled_from(["CC0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "", "all rights"])
edges = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(STATES)), max_size=12)


@given(st.lists(licences, min_size=6, max_size=6), edges)
def test_nothing_airs_over_a_forbidding_ancestor_or_an_open_question(
    words: list[str], pairs: list[tuple[int, int, str]]
) -> None:
    holdings = {number: holding(f"T{number}", licence) for number, licence in enumerate(words)}
    uses = by_child(Uses(max(a, b), min(a, b), "", state) for a, b, state in pairs if a != b)
    found = {number: clearance(number, holdings, uses) for number in holdings}
    for number, result in found.items():
        licence = holdings[number].licence
        if result.state == CLEARED:
            assert licence.commercial
            assert licence.adaptation
            for edge in uses.get(number, ()):
                assert edge.state in (CONFIRMED, REFUSED)
                assert edge.parent_id is not None
                assert edge.state == REFUSED or found[edge.parent_id].state == CLEARED
        else:
            assert result.reason.endswith(".")
