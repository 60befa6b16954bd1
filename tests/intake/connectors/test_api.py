"""Rounds, keys, settings and refusals: what the connectors to JSON services have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connector import Page
from dashboard.intake.connectors.api import OVERLAP, Round, ask, home, read_key, read_settings, resumed, site
from dashboard.intake.web import Web
from tests.services import Reply, service

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def again(state: dict[str, Any], *, full: bool = False) -> Round:
    """The round that a written state tells of."""
    return Round.of(json.loads(json.dumps(state)), full=full)


def test_a_round_begins_an_overlap_before_the_newest_of_the_last_one() -> None:
    first = again({})
    assert first.begins is None
    first.saw(MARCH)
    first.saw(MARCH - timedelta(days=9))
    assert again(first.going_on(3)).place == 3
    assert again(first.going_on(3)).begins is None  # it still is the round over everything
    second = again(first.ended())
    assert (second.begins, second.place) == (MARCH - OVERLAP, None)
    assert again(second.ended()).begins == second.begins  # nothing new came
    assert again(second.ended(), full=True).begins is None


def test_a_date_to_come_hides_nothing() -> None:
    round_ = Round()
    round_.saw(datetime.now(UTC) + timedelta(days=400))
    assert again(round_.ended()).begins is None


@given(st.dictionaries(st.sampled_from(["since", "newest", "place"]), st.none() | st.integers() | st.text()))
def test_a_spoilt_state_begins_anew(state: dict[str, Any]) -> None:
    assert Round.of(state, full=False).begins is None or isinstance(Round.of(state, full=False).begins, datetime)


def test_only_a_place_that_is_refused_at_once_is_given_up() -> None:
    def forgets(round_: Round) -> Iterator[Page]:
        if round_.place:
            raise SourceFailed("That place is unknown.")
        yield Page(())
        raise SourceFailed("It broke off.")

    came = resumed(forgets, Round(place="p"))
    assert next(came) == Page(())
    with pytest.raises(SourceFailed, match="broke off"):
        next(came)


def test_settings_are_lines_of_text() -> None:
    assert read_settings({"user": " Ada\n", "tag": ""}, ("user", "tag")) == {"user": "Ada"}
    for wrong in ({"key": "x"}, {"user": 3}, {"user": "x" * 301}):
        with pytest.raises(BadInput):
            read_settings(wrong, ("user", "tag"))


def test_a_key_that_no_header_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("", "a\nb", "ключ"):
        monkeypatch.setenv("GREENROOM_TEST_KEY", wrong)
        with pytest.raises(BadInput, match="set GREENROOM_TEST_KEY"):
            read_key("It", "GREENROOM_TEST_KEY")


def test_an_address_is_read_without_what_stands_before_its_host() -> None:
    assert home(site("https://ada:secret@x.example:8080/a?b=c")) == "https://x.example:8080"
    for wrong in ("", "x.example", "ftp://x.example", "http://["):
        with pytest.raises(BadInput, match="no web address"):
            site(wrong)


def test_refusals_are_told_in_the_words_of_the_service() -> None:
    documents = {
        '{"title": "Not Found", "detail": "Video not found"}': "Video not found",
        '{"error": {"message": "API key not valid."}}': "API key not valid",
        '{"error": {"code": "x", "info": "Unknown action"}}': "Unknown action",
        '{"error": "invalid field"}': "invalid field",
        '{"x": 1}': "status 400",
        "<html>": "status 400",
        '"KEY9 is wrong"': "status 400",
        '{"detail": "KEY9 is wrong"}': "… is wrong",
    }
    for body, reason in documents.items():
        with service(lambda _, body=body: Reply(body.encode(), 400)) as running:  # type: ignore[misc]
            web = Web(allowed_hosts={running.host})
            with pytest.raises(SourceFailed) as failed:
                ask(web, running.url, service="It", secret="KEY9")
        assert str(failed.value) == f"It refused: {reason}."


def test_what_is_no_object_is_refused() -> None:
    for body in (b"[]", b"3", b"{", b'{"a":' * 100_000):
        answering = service(lambda _, body=body: Reply(body))  # type: ignore[misc]
        with answering as running, pytest.raises(SourceFailed) as failed:
            ask(Web(allowed_hosts={running.host}), running.url, service="It")
        assert str(failed.value).endswith(".")
