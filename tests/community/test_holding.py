"""The sentence that holds a piece: the gravest reason first, and never a word that tells an artist's age."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.community.holding import ACCEPTED, ASKED, DECLINED, Said, Share, hold_sentence

SAID = st.builds(
    Said, withdrawn=st.booleans(), requests=st.sampled_from(["", "it was reported; look at it."]),
    guardian_asked=st.booleans(), guardian_declined=st.booleans(),
    shares=st.lists(
        st.builds(Share, st.sampled_from(["Bo", "Joost"]), st.sampled_from([ASKED, ACCEPTED, DECLINED])), max_size=3
    ).map(tuple),
)  # fmt: skip


@given(SAID)
def test_a_piece_is_free_only_when_everybody_has_agreed(said: Said) -> None:
    agreed = all(share.state == ACCEPTED for share in said.shares)
    open_questions = said.withdrawn or bool(said.requests) or said.guardian_asked or said.guardian_declined
    assert (hold_sentence(said) == "") == (agreed and not open_questions)


@given(SAID)
def test_no_sentence_tells_of_a_guardian(said: Said) -> None:
    words = hold_sentence(said).casefold()
    assert not any(word in words for word in ("guardian", "parent", "minor", "age ", "child"))


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (Said(withdrawn=True, requests="it was reported."), "it was withdrawn"),
        (Said(requests="it was reported.", guardian_asked=True), "it was reported"),
        (Said(shares=(Share("Bo", DECLINED), Share("Joost", ASKED))), "Bo did not accept"),
        (Said(shares=(Share("Bo", ASKED), Share("Ada", ACCEPTED), Share("Joost", ASKED))), "Bo and Joost must still"),
    ],
)
def test_the_gravest_reason_is_told(said: Said, begins: str) -> None:
    assert hold_sentence(said).startswith(begins)
