"""Artists, one artist, my work, and what the pages of pieces and episodes say of lineage, interest and requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from dashboard.community.claims import claim, open_claims
from dashboard.community.interest import interest_in, note_opened
from dashboard.community.overlays import apply_overlays, write_overlay
from dashboard.community.reporting import answer_request, report_problem
from dashboard.community.requests import requests_by
from dashboard.community.tables import Contribution, Contributor, InterestEvent
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.rundown.edits.commands import add_piece as add_to_act
from dashboard.rundown.release import mark_aired, release_episode
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, shortlist_for
from tests.ui.showing import opened, shown
from tests.world import add_edge, add_piece, piece_named


@pytest.fixture
def loop(house: Database, people: dict[Role, int]) -> int:
    """A piece by Ida Holm, whom the artist among the people is."""
    made = add_piece(house, "Harbour Loop", kind="music")
    with house.writing() as session:
        person = session.query(Contributor).filter(Contributor.credit_name == "Ida Holm").one()
        person.account_id = people[Role.ARTIST]
    return made


@pytest.fixture
def film(house: Database, loop: int) -> int:
    """A film by Bo that uses the loop."""
    made = add_piece(house, "Night Ferry", artists=("Bo",))
    add_edge(house, made, loop, "confirmed")
    return made


@pytest.fixture
def night(house: Database) -> int:
    return add_episode(house, OPERATOR)


def person_id(house: Database, name: str) -> int:
    with house.reading() as session:
        return session.query(Contributor).filter(Contributor.credit_name == name).one().id


def actor(people: dict[Role, int], role: Role) -> Actor:
    return Actor(people[role], f"{role.value.title()} Person", frozenset({role}))


def every_byte(at: AppTest) -> str:
    """Everything that the browser was sent for a page, the navigation included."""

    def parts(block: Block) -> Iterator[str]:
        for child in block.children.values():
            if isinstance(child, Element):
                yield str(child.proto)
            elif isinstance(child, Block):
                yield str(child.proto)
                yield from parts(child)

    return "\n".join([*parts(at.main), *parts(at.sidebar), str(dict(at.query_params))])


# --- what stays quiet ---


def test_no_page_of_an_artist_tells_of_an_episode_that_is_not_released(
    house: Database, people: dict[Role, int], loop: int, film: int, night: int
) -> None:
    ida = str(person_id(house, "Ida Holm"))
    names = ("home", "my_work", "artists", "artist", "contribution", "trending", "matches", "calls")
    asked: dict[str, dict[str, str]] = {name: {} for name in names}
    asked |= {"artist": {"artist": ida}, "contribution": {"piece": str(loop)}}
    shortlist_for(house, OPERATOR, night, loop, film)
    account = people[Role.ARTIST]
    for page, query in asked.items():
        opened(page, account, None, **query)  # the first opening is noted

    def pages() -> dict[str, str]:
        return {page: every_byte(opened(page, account, None, **query)) for page, query in asked.items()}

    before = pages()
    assert "Harbour Loop" in before["my_work"]
    for piece in (loop, film):
        add_to_act(house, OPERATOR, act_ids(house, night)[0], [piece])
    assert pages() == before
    release_episode(house, OPERATOR, night)
    after = pages()
    assert {page for page in asked if after[page] != before[page]} == {"home", "my_work", "contribution"}


# --- artists ---


def test_an_artist_is_found_and_opened_and_merges_are_for_those_who_know_them(
    house: Database, people: dict[Role, int], loop: int, film: int
) -> None:
    add_piece(house, "Low Tide", artists=("ida holm",))
    at = opened("artists", people[Role.CURATOR])
    assert "3 artists" in shown(at)
    at.text_input(key="artist_words").set_value("ida").run()
    assert "2 artists" in shown(at)
    at.text_input(key="artist_words").set_value("nobody").run()
    assert "Nobody goes by these words" in shown(at)
    main, other = person_id(house, "Ida Holm"), person_id(house, "ida holm")
    at = opened("artist", people[Role.CURATOR], artist=str(main))
    assert "Both are called “Ida Holm”." in shown(at)
    at.button(key=f"merge{other}_{main}").click().run()
    assert "it can be split again" in shown(at) and "Low Tide" in {link.label.strip("*") for link in at.page_link}
    at.button(key=f"split{other}").click().run()
    assert "is somebody else again" in shown(at)
    at = opened("artist", people[Role.ACCOUNTANT], artist=str(main))
    assert not [button for button in at.main.button if button.key and button.key.startswith(("merge", "split"))]


def test_an_artist_page_shows_what_was_made_of_their_work_and_what_aired(
    house: Database, people: dict[Role, int], loop: int, film: int, night: int
) -> None:
    main = str(person_id(house, "Ida Holm"))
    add_to_act(house, OPERATOR, act_ids(house, night)[0], [film])
    release_episode(house, OPERATOR, night)
    words = shown(opened("artist", people[Role.ACCOUNTANT], artist=main))
    assert "of “Harbour Loop”, confirmed" in words and "00:00:00" not in words
    mark_aired(house, OPERATOR, night, date(2026, 3, 4))
    words = shown(opened("artist", people[Role.ACCOUNTANT], artist=main))
    assert ">00:00:00<" in words and ">Night Ferry<" in words
    assert "There is no such artist" in shown(opened("artist", people[Role.CURATOR], artist="boat"))


def test_an_artist_changes_their_own_page_and_nobody_elses(
    house: Database, people: dict[Role, int], loop: int, film: int
) -> None:
    main = person_id(house, "Ida Holm")
    at = opened("artist", people[Role.ARTIST], {"change_person": True}, artist=str(main))
    at.text_input(key=f"person{main}_1name").set_value("Ida Holm-Berg")
    at.text_area(key=f"person{main}_1links").set_value("https://ida.example\nnot a link")
    at.button(key=f"person{main}_1save").click().run()
    assert "is no link" in shown(at)
    at.text_area(key=f"person{main}_1links").set_value("https://ida.example")
    at.button(key=f"person{main}_1save").click().run()
    assert at.title[0].value == "Ida Holm\\-Berg"
    at = opened("artist", people[Role.ARTIST], {"change_person": True}, artist=str(person_id(house, "Bo")))
    assert not list(at.main.text_input)


def test_a_claim_is_asked_on_the_page_of_the_artist_and_confirmed_by_a_curator(
    house: Database, people: dict[Role, int], loop: int, film: int
) -> None:
    bo = person_id(house, "Bo")
    at = opened("artist", people[Role.ARTIST], artist=str(bo))
    at.text_area(key="claim_words").set_value("See my site.")
    at.button(key="claim").click().run()
    assert "somebody will confirm it" in shown(at)
    with house.reading() as session:
        (waiting,) = open_claims(session)
    assert "Artist Person is “Bo”?" in shown(opened("home", people[Role.CURATOR]))
    assert "This is me" not in shown(opened("artists", people[Role.ARTIST]))
    at = opened("artists", people[Role.CURATOR])
    assert "“See my site.”" in shown(at)
    at.button(key=f"confirm_claim{waiting.claim_id}").click().run()
    assert "Nobody waits to be confirmed." in shown(at)
    with house.reading() as session:
        assert session.get_one(Contributor, bo).account_id == people[Role.ARTIST]


def test_likely_doubles_are_looked_for_on_demand(house: Database, people: dict[Role, int], loop: int) -> None:
    add_piece(house, "Low Tide", artists=("ida holm",))
    at = opened("artists", people[Role.ADMIN], {"doubles": True})
    assert "Both are called “Ida Holm”." in shown(at)


# --- a piece ---


def test_the_remix_tree_is_drawn_with_links_and_listed(
    house: Database, people: dict[Role, int], loop: int, film: int
) -> None:
    add_edge(house, add_piece(house, "Trailer <b>", artists=("Cy",)), film, "declared")
    add_edge(house, loop, None, ref="an old tune")
    words = unescape(shown(opened("contribution", people[Role.ARTIST], piece=str(film))))
    for piece in (loop, film + 1):
        assert re.search(rf'href="contribution\?[^"]*\bpiece={piece}"', words)
    assert "Trailer <b>, Cy" in words and "<span>Trailer <b></span>" in words
    assert "data:image/svg+xml" in words and "stroke-dasharray%3D%227%204%22" in words
    assert "an old tune <small>remix of, declared by the source, not here yet</small>" in words
    assert "<small>Ida Holm, remix of, confirmed</small>" in words
    lonely = add_piece(house, "Lonely")
    assert "It stands alone" in shown(opened("contribution", people[Role.ARTIST], piece=str(lonely)))


def test_opening_a_piece_is_noted_once_and_liking_it_counts(
    house: Database, people: dict[Role, int], film: int
) -> None:
    at = opened("contribution", people[Role.CURATOR], piece=str(film))
    at.button(key=f"like{film}").click().run()
    assert at.button(key=f"like{film}").label == "Liked"
    assert "Opened by 1 person, liked by 1 person." in shown(at)
    with house.reading() as session:
        assert session.query(InterestEvent).filter(InterestEvent.kind == "opened").count() == 1
    at.button(key=f"like{film}").click().run()
    assert "liked by nobody" in shown(at)
    with house.reading() as session:
        assert interest_in(session, [film])[film].likes == 0


def test_a_correction_is_made_on_the_page_and_a_conflict_settled(
    house: Database, people: dict[Role, int], film: int
) -> None:
    at = opened("contribution", people[Role.CURATOR], {"correct": True}, piece=str(film))
    at.text_input(key=f"correct_title_{film}").set_value("Night Ferry to Bergen")
    at.button(key="correct_save").click().run()
    assert at.title[0].value == "Night Ferry to Bergen"
    with house.writing() as session:
        piece = session.get_one(Contribution, film)
        piece.title = "Ferry II"
        apply_overlays(session, {film: piece})
    assert "The source of “Night Ferry to Bergen” disagrees." in shown(opened("home", people[Role.PRODUCER]))
    at = opened("contribution", people[Role.CURATOR], piece=str(film))
    assert "It said “Night Ferry” and says “Ferry II” now." in shown(at)
    at.button(key="keep_title").click().run()
    assert "The source says “Ferry II”." in shown(at) and not piece_named(house, film).overlay_conflict
    at.button(key="drop_title").click().run()
    assert at.title[0].value == "Ferry II"


def test_only_those_who_judge_see_the_form_and_everybody_what_was_corrected(
    house: Database, people: dict[Role, int], film: int
) -> None:
    write_overlay(house, OPERATOR, film, "tags", "boat")
    at = opened("contribution", people[Role.ARTIST], {"correct": True}, piece=str(film))
    assert "**Tags**: “boat”" in shown(at)
    assert not [button for button in at.main.button if button.key and button.key.startswith(("keep_", "drop_"))]


def test_a_report_is_sent_from_the_page_and_answered_on_home(
    house: Database, people: dict[Role, int], film: int, night: int
) -> None:
    shortlist_for(house, OPERATOR, night, film)
    at = opened("contribution", people[Role.ACCOUNTANT], piece=str(film))
    at.text_area(key=f"words_report{film}").set_value("Not theirs.")
    at.button(key=f"report{film}").click().run()
    assert "it was reported" in shown(at)
    with house.reading() as session:
        (made,) = requests_by(session, people[Role.ACCOUNTANT])
    at = opened("home", people[Role.CURATOR])
    words = shown(at)
    assert "Not theirs." in words and "Shortlisted for Night Shift 1: Harbour" in words
    at.button(key=f"uphold{made.id}").click().run()
    assert "Write an answer" in shown(at)
    at.text_area(key=f"words{made.id}").set_value("You are right.")
    at.button(key=f"uphold{made.id}").click().run()
    assert "Not theirs." not in shown(at)
    assert "stays off the air" in piece_named(house, film).hold
    assert "You are right." in shown(opened("home", people[Role.ACCOUNTANT]))
    at = opened("contribution", people[Role.PRODUCER], piece=str(film))
    at.text_area(key=f"words{made.id}").set_value("They have shown us the licence.")
    at.button(key=f"close{made.id}").click().run()
    assert piece_named(house, film).hold == ""


# --- my work ---


def test_an_empty_my_work_says_how_to_fill_it(people: dict[Role, int]) -> None:
    words = shown(opened("my_work", people[Role.ARTIST]))
    assert "Nothing of yours is here yet" in words and "once an episode" in words


def test_my_work_tells_where_pieces_stand_and_what_is_owed(
    house: Database, people: dict[Role, int], loop: int, film: int, night: int
) -> None:
    note_opened(house, actor(people, Role.PRODUCER), loop)
    words = shown(opened("my_work", people[Role.ARTIST]))
    assert "Those who choose have looked at it." in words and "Built on it by Bo: confirmed" in words
    add_to_act(house, OPERATOR, act_ids(house, night)[0], [film])
    mark_aired(house, OPERATOR, night, date(2026, 3, 4))
    words = shown(opened("my_work", people[Role.ARTIST]))
    assert "Aired at 00:00:00 in Night Shift 1: Harbour, in “Night Ferry”." in words
    assert "15,000.00 USD" in words and "35,000.00" not in words


def test_an_artist_withdraws_and_takes_it_back_and_asks(house: Database, people: dict[Role, int], loop: int) -> None:
    at = opened("my_work", people[Role.ARTIST])
    at.text_area(key=f"words_withdraw{loop}").set_value("A friend asked me.")
    at.button(key=f"withdraw{loop}").click().run()
    assert "You have withdrawn it" in shown(at) and piece_named(house, loop).clearance == "pending"
    at.button(key=f"return{loop}").click().run()
    assert piece_named(house, loop).clearance == "cleared"
    at.text_area(key=f"words_credit{loop}").set_value("My name has two t.")
    at.button(key=f"credit{loop}").click().run()
    with house.reading() as session:
        made = next(r for r in requests_by(session, people[Role.ARTIST]) if r.kind == "credit")
    answer_request(house, actor(people, Role.CURATOR), made.id, "It is corrected.")
    assert "It is corrected." in shown(opened("my_work", people[Role.ARTIST]))


def test_a_claim_that_waits_is_told(house: Database, people: dict[Role, int], film: int) -> None:
    claim(house, actor(people, Role.ARTIST), person_id(house, "Bo"), "")
    assert "You said that you are “Bo”" in shown(opened("my_work", people[Role.ARTIST]))


def test_home_tells_nobody_else_of_the_requests(house: Database, people: dict[Role, int], film: int) -> None:
    report_problem(house, actor(people, Role.ACCOUNTANT), film, "A secret of theirs.")
    for role in (Role.ARTIST, Role.ADMIN):
        assert "A secret of theirs." not in shown(opened("home", people[role]))


# --- episodes ---


def test_a_producer_releases_an_episode_and_marks_it_as_aired(
    house: Database, people: dict[Role, int], night: int
) -> None:
    at = opened("episodes", people[Role.PRODUCER])
    assert "Artists do not know yet" in shown(at)
    at.button(key=f"release{night}").click().run()
    assert "Released to artists on" in shown(at)
    at.button(key=f"quiet{night}").click().run()
    assert episode(house, night).released_at is None
    at.date_input(key=f"day{night}").set_value(date(2026, 3, 4))
    at.button(key=f"aired{night}").click().run()
    assert "Aired on 4 Mar 2026" in shown(at)
    assert not [b for b in opened("episodes", people[Role.CURATOR]).main.button if b.key and "aired" in b.key]
