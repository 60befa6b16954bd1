"""The trending page and the interest panel on a real database: views, filters, paging, and what cards say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.community.tables import InterestEvent, MetricReading
from dashboard.curation.queries import PER_PAGE, shortlisted_ids
from dashboard.curation.trends.fold import fold_new
from dashboard.media.tables import MediaFile
from dashboard.people.roles import OPERATOR, Role
from dashboard.rundown.edits.commands import add_piece as put_on_air
from dashboard.rundown.release import mark_aired
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode
from tests.ui.showing import opened, shown, typed
from tests.world import add_piece


@pytest.fixture
def street(house: Database, people: dict[Role, int]) -> dict[str, int]:
    """One piece that rises, one whose source says that those who saw it love it, and one nobody has seen."""
    pieces = {
        "rising": add_piece(house, "Night Ferry", artists=("Ida Holm",)),
        "loved": add_piece(house, "Harbour Loop", kind="music", artists=("Joost",), days_old=40),
        "unseen": add_piece(house, "Tideline", artists=("Bo",), days_old=1),
    }
    with house.writing() as session:
        for role in (Role.CURATOR, Role.PRODUCER, Role.ADMIN):
            at = now() - timedelta(hours=2)
            for kind in ("opened", "liked"):
                session.add(
                    InterestEvent(account_id=people[role], contribution_id=pieces["rising"], kind=kind, at=at)
                )  # fmt: skip
        month_ago = now() - timedelta(days=30)
        for name, value in (("likes", 30), ("views", 35)):
            session.add(
                MetricReading(contribution_id=pieces["loved"], name=name, value=value, observed_at=month_ago)
            )  # fmt: skip
        for number in range(3):
            session.add(
                MetricReading(
                    contribution_id=pieces["rising"], name="views", value=500 * number,
                    observed_at=now() - timedelta(hours=9 - number),
                )
            )  # fmt: skip
    fold_new(house)
    return pieces


def titles(at: AppTest) -> list[str]:
    """The titles on the cards, in their order."""
    labels = [link.label for link in at.page_link if link.label.startswith("**")]
    return [typed(label.removeprefix("**").removesuffix("**")) for label in labels]


def picked(house: Database, episode_id: int, piece: int) -> bool:
    with house.reading() as session:
        return bool(shortlisted_ids(session, episode(house, episode_id).shortlist_id, [piece]))


def test_what_rises_is_first_and_says_why(people: dict[Role, int], street: dict[str, int]) -> None:
    at = opened("trending", people[Role.CURATOR])
    assert titles(at)[0] == "Night Ferry"
    assert "3 pieces" in shown(at)
    assert "fast for its age; already three days old" in shown(at)
    assert "take the order for a hint" in shown(at)


def test_each_axis_can_be_seen_alone(people: dict[Role, int], street: dict[str, int]) -> None:
    at = opened("trending", people[Role.CURATOR])
    at.segmented_control(key="view").set_value("loved").run()
    assert titles(at) == ["Harbour Loop", "Night Ferry"]
    at.segmented_control(key="view").set_value("unseen").run()
    assert titles(at) == ["Tideline"]
    at.segmented_control(key="view").set_value("growing").run()
    assert len(titles(at)) == 3


def test_an_axis_of_which_nothing_is_known_says_so(people: dict[Role, int], house: Database) -> None:
    add_piece(house, "Night Ferry")
    fold_new(house)
    at = opened("trending", people[Role.CURATOR])
    at.segmented_control(key="view").set_value("loved").run()
    assert "nothing can be said of who loved them" in shown(at)


def test_totals_of_a_source_and_newcomers_are_told(people: dict[Role, int], street: dict[str, int]) -> None:
    words = shown(opened("trending", people[Role.CURATOR]))
    assert words.count("By the totals of its source.") == 1
    assert words.count("newcomer") == 3
    assert "never aired" not in words


def test_once_somebody_aired_others_are_told_from_them(
    people: dict[Role, int], street: dict[str, int], house: Database
) -> None:
    for number in range(4):
        add_piece(house, f"Early {number}", artists=("Bo",), days_old=300)
        add_piece(house, f"Song {number}", artists=("Ida Holm",), days_old=300)
    late = [add_piece(house, f"Late, by {name}", artists=(name,)) for name in ("Bo", "Ida Holm")]
    made = add_episode(house, OPERATOR)
    put_on_air(house, OPERATOR, act_ids(house, made)[0], [late[1]])
    mark_aired(house, OPERATOR, made, (now() - timedelta(days=1)).date())
    fold_new(house)
    assert shown(opened("trending", people[Role.CURATOR])).count("never aired") == 3


def test_a_kind_narrows_the_list_and_the_back_link_remembers_it(
    people: dict[Role, int], street: dict[str, int]
) -> None:
    at = opened("trending", people[Role.CURATOR])
    at.selectbox(key="kind").set_value("music").run()
    assert titles(at) == ["Harbour Loop"]
    at.selectbox(key="kind").set_value("photo").run()
    assert "No piece matches" in shown(at)


def test_the_order_stays_until_one_refreshes_it(
    people: dict[Role, int], street: dict[str, int], house: Database
) -> None:
    at = opened("trending", people[Role.CURATOR])
    before = titles(at)
    add_piece(house, "Just now", days_old=0)
    fold_new(house)
    at.run()
    assert titles(at) == before
    assert at.button(key="refresh").label == "Refresh (1 new)"
    at.button(key="refresh").click().run()
    assert "Just now" in titles(at)
    assert at.button(key="refresh").label == "Refresh"


def test_the_mix_can_be_changed(people: dict[Role, int], street: dict[str, int]) -> None:
    at = opened("trending", people[Role.CURATOR])
    at.slider(key="mix_loved").set_value(5).run()
    assert "4 places of ten go to what is growing" in shown(at)
    assert len(titles(at)) == 3


def test_the_gallery_is_paged(people: dict[Role, int], house: Database) -> None:
    for number in range(PER_PAGE + 1):
        add_piece(house, f"Piece {number}", days_old=number)
    fold_new(house)
    at = opened("trending", people[Role.CURATOR])
    assert len(titles(at)) == PER_PAGE
    at.pagination(key="page").set_value(2).run()
    assert len(titles(at)) == 1
    at.selectbox(key="kind").set_value("video").run()
    assert at.pagination(key="page").value == 1


def test_a_piece_is_shortlisted_and_dropped_from_its_card(
    people: dict[Role, int], street: dict[str, int], house: Database
) -> None:
    made = add_episode(house, OPERATOR)
    at = opened("trending", people[Role.CURATOR])
    key = f"pick{street['rising']}"
    at.button(key=key).click().run()
    assert picked(house, made, street["rising"])
    assert at.button(key=key).label == "Shortlisted"
    at.button(key=key).click().run()
    assert not picked(house, made, street["rising"])


def test_what_artists_typed_is_shown_as_they_typed_it(people: dict[Role, int], house: Database) -> None:
    title = "*Loud* [link](https://example.org) <b>:red[x]</b> $1$"
    add_piece(house, title, text="<script>alert(1)</script>", kind="text")
    fold_new(house)
    at = opened("trending", people[Role.CURATOR])
    assert titles(at) == [title]
    assert "<script>" not in shown(at) and "&lt;script&gt;" in shown(at)


def test_only_one_piece_plays(people: dict[Role, int], house: Database) -> None:
    made = [add_piece(house, title) for title in ("One", "Two")]
    with house.writing() as session:
        for media in session.scalars(select(MediaFile)):
            media.proxy_hash = media.content_hash
    fold_new(house)
    at = opened("trending", people[Role.CURATOR])
    assert not at.get("video")
    for piece_id in made:
        at.button(key=f"play{piece_id}").click().run()
        (video,) = at.get("video")
        assert "/piece/" in video.proto.url
    at.button(key=f"play{made[1]}").click().run()
    assert not at.get("video")


def test_a_piece_says_how_it_is_rising_and_why(people: dict[Role, int], street: dict[str, int]) -> None:
    words = shown(opened("contribution", people[Role.CURATOR], piece=str(street["rising"])))
    assert "How it is rising" in words
    assert "fast for its age; already three days old" in words


def test_a_piece_that_has_not_been_folded_says_nothing_of_it(people: dict[Role, int], house: Database) -> None:
    piece = add_piece(house, "Night Ferry")
    assert "How it is rising" not in shown(opened("contribution", people[Role.CURATOR], piece=str(piece)))


def test_the_proof_is_read_when_it_is_opened(people: dict[Role, int], street: dict[str, int]) -> None:
    at = opened("trending", people[Role.CURATOR], state={"proof": True})
    assert "is used: nothing has been fitted yet." in shown(at)
