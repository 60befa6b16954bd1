"""Which contribution a clip is: by its number, its file, its title and length, and else by hand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dashboard.rundown.aired.matching import Known, Match, State, bare_title, clips, decided, match, unresolved
from dashboard.rundown.interchange.cut_list import CARD, VIDEO, Event

FERRY = Known(12, "Night Ferry", ("00012-night-ferry.mp4", "uploads/ferry_final.mov"), 500, in_rundown=True)
GULL = Known(13, "Gull", in_rundown=False)
OTHER_GULL = Known(14, "gull", in_rundown=True)
KNOWN = {one.contribution_id: one for one in (FERRY, GULL, OTHER_GULL)}
OWN = {7: "Credits"}


def event(name: str, **more: object) -> Event:
    return replace(Event("V1", name, VIDEO, 0, 100, 0, 100), **more)  # type: ignore[arg-type]


def matched(*events: Event) -> Match:
    (found,) = match(clips(events), KNOWN, OWN)
    return found


def test_the_number_that_a_clip_carries_goes_before_its_name() -> None:
    found = matched(event("Gull", contribution_id=12))
    assert (found.state, found.contribution_id, found.reason) == (State.SURE, 12, "It carries the number 12.")


def test_a_number_that_nobody_has_is_said_and_the_clip_stays_open() -> None:
    found = matched(event("B-roll", contribution_id=99))
    assert (found.state, found.reason) == (
        State.OPEN, "It carries the number 99, which is unknown. Nothing here has its name.",
    )  # fmt: skip


def test_a_file_is_known_by_the_name_it_went_out_or_came_in_under() -> None:
    for name in ("00012-night-ferry.mov", "00012-renamed.mp4", "Ferry_Final.mov"):
        found = matched(event("Clip 1", file_name=name))
        assert (found.state, found.contribution_id) == (State.SURE, 12)
        assert found.reason == f"Its file is called “{name}”."


def test_a_title_is_known_through_what_editing_programs_add() -> None:
    for name in ("NIGHT FERRY", "night_ferry.mov", "Night Ferry.Copy.01", "Night Ferry v2", "Night Ferry - 1080p"):
        assert matched(event(name)).contribution_id == 12, name


def test_of_several_with_one_title_the_one_in_the_rundown_is_meant() -> None:
    assert matched(event("Gull")).contribution_id == 14


def test_what_is_longer_than_its_media_or_only_nearly_called_so_is_proposed() -> None:
    assert matched(event("Night Ferry", source_out=900)).state == State.LIKELY
    nearly = matched(event("Nigth Ferry"))
    assert (nearly.state, nearly.contribution_id, nearly.proposals) == (State.LIKELY, 12, (12,))


def test_the_programmes_own_lines_are_no_contribution() -> None:
    assert matched(event("Anything", media=CARD, item_id=7)).state == State.OURS
    assert matched(event("credits")).state == State.OURS
    assert matched(event("Lower third", media=CARD)).state == State.OPEN


def test_all_uses_of_a_clip_are_one_decision() -> None:
    uses = [event("B-roll"), event("b-roll", record_in=100, record_out=150), event("Pier")]
    first, second = match(clips(uses), KNOWN, OWN)
    assert (first.clip.uses, first.clip.frames) == (2, 150)
    said = decided([first, second], {first.clip.key: None, second.clip.key: 13})
    assert [(one.state, one.contribution_id) for one in said] == [(State.NOT_OURS, None), (State.SURE, 13)]
    assert unresolved(said) == [] and len(unresolved([first, second])) == 2


def test_a_film_and_its_own_sound_are_one_use_and_on_air_once() -> None:
    film, sound = event("Pier"), event("Pier", track="A1", record_in=10, record_out=120)
    later = event("Pier", record_in=300, record_out=340)
    (found,) = clips([film, later, sound])
    assert (found.uses, found.frames) == (2, 160)


@given(name=st.text())
def test_every_name_has_a_bare_title_that_stays_what_it_is(name: str) -> None:
    assert bare_title(bare_title(name)) == bare_title(name)
