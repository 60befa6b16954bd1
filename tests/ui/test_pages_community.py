"""The pages from source to shortlist, and people, on a real database: their states, and each action in it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.community.lineage import CONFIRMED, REFUSED
from dashboard.community.tables import Contribution, Contributor, LineageEdge, MetricReading, Source
from dashboard.curation.queries import shortlist
from dashboard.desk.home import recent_jobs
from dashboard.desk.jobs import PULL, ask_for_pull
from dashboard.intake.tables import DeadLetter
from dashboard.people.roles import OPERATOR, Role
from dashboard.people.service import accounts, change_account
from dashboard.people.tables import Account
from dashboard.storage.audit import recent
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from dashboard.ui.widgets import plain
from dashboard.work.queue import DONE, QUEUED, claim, finish, report
from tests.curation.duplicates.test_duplicates import at_another_source
from tests.rundown.studio import add_episode, episode, shortlist_for
from tests.ui.showing import opened, shown
from tests.world import add_edge, add_piece, piece_named

EMPTY = {
    "home": "Nothing has come in yet",
    "sources": "No source yet",
    "trending": "No piece has come in yet",
    "contribution": "There is no such piece",
    "shortlist": "A shortlist belongs to an episode",
}


@pytest.fixture
def ferry(house: Database) -> int:
    """A piece that uses another, as its source says."""
    child = add_piece(house, "Night Ferry", text="A boat at night", seconds=75)
    add_edge(house, child, add_piece(house, "Harbour Loop", kind="music", artists=("Joost",)))
    return child


@pytest.fixture
def night(house: Database) -> int:
    """An episode without any piece yet."""
    return add_episode(house, OPERATOR, acts=("Quay", "Home"))


def edge_of(house: Database, child_id: int) -> LineageEdge:
    with house.reading() as session:
        return session.scalars(select(LineageEdge).where(LineageEdge.child_id == child_id)).one()


def picks(house: Database, episode_id: int) -> dict[str, str]:
    """Titles on the shortlist of an episode, with their notes."""
    listed = episode(house, episode_id).shortlist_id
    with house.reading() as session:
        return {card.title: entry.note for entry, card in shortlist(session, listed)}


def letter(house: Database, what: str = "row 4 (boat.mp4)") -> int:
    with house.writing() as session:
        source = session.scalars(select(Source)).first() or Source(
            name="The street", kind="folder", location="/street", created_at=now()
        )
        made = DeadLetter(
            source=source, what=what, stage="media", reason="boat.mp4 is empty: send it again.", raw={},
            first_at=now(), last_at=now(),
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


# --- empty, wrong, forbidden ---


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_page_says_what_will_be_here(page: str, people: dict[Role, int]) -> None:
    assert EMPTY[page] in shown(opened(page, people[Role.CURATOR]))


@pytest.mark.parametrize("asked", ["999", "boat", "-1", ""])
def test_a_link_to_no_piece_says_where_pieces_are(asked: str, people: dict[Role, int], ferry: int) -> None:
    at = opened("contribution", people[Role.CURATOR], piece=asked)
    assert "There is no such piece; open one from Trending." in shown(at)


def test_an_address_that_names_no_episode_opens_the_newest(people: dict[Role, int], night: int) -> None:
    at = opened("shortlist", people[Role.CURATOR], episode="77")
    assert at.selectbox(key="episode_choice").value == night
    assert at.query_params["episode"] == str(night)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_people_are_managed_by_admins_only(role: Role, people: dict[Role, int]) -> None:
    at = opened("people", people[role])
    assert [title.value for title in at.title] == ["No access"]
    assert not at.dataframe


def test_an_artist_is_shown_no_button_that_would_be_refused(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    shortlist_for(house, OPERATOR, night, ferry)
    letter(house)
    for page in ("home", "sources", "trending", "search", "contribution"):
        at = opened(page, people[Role.ARTIST], piece=str(ferry))
        assert {button.label for button in at.main.button} <= {"Play", "Like", "Report it", "Refresh", "More filters"}
        assert "boat.mp4" not in shown(at)


# --- home ---


def test_home_tells_a_producer_what_waits(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    blocked = add_piece(house, "Tideline", artists=("Bo",), licence="CC-BY-NC-4.0")
    shortlist_for(house, OPERATOR, night, blocked)
    letter(house)
    ask_for_pull(house, OPERATOR, str(Path(__file__).parent))
    words = shown(opened("home", people[Role.PRODUCER]))
    assert "“Night Ferry” uses “Harbour Loop”." in words
    assert "“Tideline” may not air" in words
    assert "1 thing did not come in." in words
    assert "Pull:" in words
    assert "Under −22:00" in words


def test_home_names_the_same_trouble_once(people: dict[Role, int], ferry: int, night: int, house: Database) -> None:
    shortlist_for(house, OPERATOR, night, ferry)
    words = shown(opened("home", people[Role.CURATOR]))
    assert words.count("“Night Ferry”") == 1


def test_home_tells_artists_where_their_pieces_stand(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    with house.writing() as session:
        ida = session.scalars(select(Contributor).where(Contributor.credit_name == "Ida Holm")).one()
        ida.account_id = people[Role.ARTIST]
    assert "Received] :small[:gray[Nobody has opened it yet" in shown(opened("home", people[Role.ARTIST]))
    shortlist_for(house, OPERATOR, night, ferry)
    at = opened("home", people[Role.ARTIST])
    assert "Being considered] :small[:gray[Nothing is decided yet" in shown(at)
    assert titles(at)[0] == "Night Ferry"


def titles(at: AppTest) -> list[str]:
    """The titles on the cards, in their order."""
    labels = [link.label for link in at.page_link]
    return [plainly(label) for label in labels if label.startswith("**")]


def plainly(label: str) -> str:
    return label.removeprefix("**").removesuffix("**").replace("\\", "")


# --- one piece ---


def test_a_piece_shows_its_artists_licence_and_lineage(people: dict[Role, int], ferry: int, house: Database) -> None:
    at = opened("contribution", people[Role.CURATOR], piece=str(ferry))
    assert at.title[0].value == "Night Ferry"
    words = shown(at)
    assert "confirm or refuse that link" in words and "Declared by the source" in words
    assert "Creative Commons Attribution 4" in str(at.table[0].value.to_dict())
    assert ">Ida Holm<" in words and ">1 of 1<" in words
    assert "counted nothing yet" in words


def test_readings_are_a_chart_and_a_table(people: dict[Role, int], ferry: int, house: Database) -> None:
    with house.writing() as session:
        for days, value in ((2, 3), (1, 8)):
            at_instant = now() - timedelta(days=days)
            session.add(MetricReading(contribution_id=ferry, name="likes", value=value, observed_at=at_instant))
    at = opened("contribution", people[Role.CURATOR], piece=str(ferry))
    assert len(at.get("plotly_chart")) == 1
    assert at.dataframe[0].value["Likes"].tolist() == [8, 3]


def test_the_counters_of_each_source_are_a_chart_of_their_own(
    people: dict[Role, int], ferry: int, house: Database
) -> None:
    copy = add_piece(house, "Night Ferry, again")
    at_another_source(house, copy)
    with house.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = ferry
        for piece, value in ((ferry, 8), (copy, 500)):
            session.add(MetricReading(contribution_id=piece, name="likes", value=value, observed_at=now()))
    at = opened("contribution", people[Role.CURATOR], piece=str(ferry))
    assert len(at.get("plotly_chart")) == 2
    assert [table.value["Likes"].tolist() for table in at.dataframe] == [[8], [500]]
    sources = [header.value.replace("\\", "") for header in at.subheader if " at " in header.value]
    assert sources == ["“Night Ferry” at The street", "“Night Ferry, again” at Tape club"]


def test_a_link_is_confirmed_and_the_piece_is_cleared(people: dict[Role, int], ferry: int, house: Database) -> None:
    edge = edge_of(house, ferry)
    at = opened("contribution", people[Role.CURATOR], piece=str(ferry))
    at.button(key=f"confirm{edge.id}").click().run()
    assert edge_of(house, ferry).state == CONFIRMED
    assert piece_named(house, ferry).clearance == "cleared"
    assert "Confirmed" in shown(at)
    at.button(key=f"refuse{edge.id}").click().run()
    assert edge_of(house, ferry).state == REFUSED


def test_a_link_that_would_close_a_loop_is_refused_with_the_loop(
    people: dict[Role, int], ferry: int, house: Database
) -> None:
    edge = edge_of(house, ferry)
    back = add_edge(house, edge.parent_id or 0, ferry, "suggested")
    opened("contribution", people[Role.CURATOR], piece=str(ferry)).button(key=f"confirm{edge.id}").click().run()
    at = opened("contribution", people[Role.CURATOR], piece=str(edge.parent_id))
    at.button(key=f"confirm{back}").click().run()
    assert "would close a loop" in shown(at)
    with house.reading() as session:
        assert session.get_one(LineageEdge, back).state == "suggested"


def test_a_parent_known_in_words_is_found_and_confirmed(people: dict[Role, int], ferry: int, house: Database) -> None:
    song = add_piece(house, "Old Song", kind="music")
    edge = add_edge(house, song, None, ref="that tune about the harbour")
    at = opened("contribution", people[Role.CURATOR], {f"find{edge}": True}, piece=str(song))
    at.text_input(key=f"words{edge}").set_value("harbour loop").run()
    at.button(key=f"meant{edge}").click().run()
    found = edge_of(house, song)
    assert found.state == CONFIRMED and found.parent_id == edge_of(house, ferry).parent_id


def test_a_piece_is_shortlisted_on_its_page_and_the_history_says_so(
    people: dict[Role, int], ferry: int, night: int, house: Database
) -> None:
    at = opened("contribution", people[Role.CURATOR], {"history": True}, piece=str(ferry))
    at.button(key=f"pick{ferry}").click().run()
    assert list(picks(house, night)) == ["Night Ferry"]
    assert ">piece shortlisted<" in shown(at)


# --- sources ---


def test_a_folder_is_pulled_as_a_job(people: dict[Role, int], house: Database, tmp_path: Path) -> None:
    at = opened("sources", people[Role.CURATOR])
    at.text_input(key="pull_location").set_value(str(tmp_path))
    at.checkbox(key="pull_dry_run").check()
    next(button for button in at.button if button.label == "Pull").click().run()
    with house.reading() as session:
        (job,) = recent_jobs(session, PULL)
    assert (job.state, job.args["dry_run"], job.asked_by) == (QUEUED, True, "Curator Person")
    assert any("waits for its turn" in bar.proto.text for bar in at.get("progress"))


def test_a_pull_says_how_far_it_is_and_what_came_of_it(
    people: dict[Role, int], house: Database, tmp_path: Path
) -> None:
    ask_for_pull(house, OPERATOR, str(tmp_path))
    claimed = claim(house)
    assert claimed is not None
    report(house, claimed, 3, 12, "Night Ferry")
    bars = opened("sources", people[Role.CURATOR]).get("progress")
    assert "3 of 12, Night Ferry" in bars[0].proto.text
    finish(
        house,
        claimed,
        DONE,
        "Done.",
        {"new": 11, "changed": 0, "unchanged": 0, "rejected": 1, "dry_run": False},
    )
    assert "11 new, 0 changed, 0 unchanged, 1 not taken in." in shown(opened("sources", people[Role.CURATOR]))


def test_a_folder_that_is_not_there_is_refused(people: dict[Role, int], house: Database) -> None:
    at = opened("sources", people[Role.CURATOR])
    at.text_input(key="pull_location").set_value("/no/such/folder")
    next(button for button in at.button if button.label == "Pull").click().run()
    assert "is not on this machine" in shown(at)
    with house.reading() as session:
        assert recent_jobs(session, PULL) == []


def test_a_dead_letter_is_set_aside(people: dict[Role, int], house: Database) -> None:
    letter_id = letter(house)
    at = opened("sources", people[Role.CURATOR])
    assert "boat.mp4 is empty: send it again." in shown(at)
    at.button(key=f"ignore{letter_id}").click().run()
    assert "Everything that was sent has come in" in shown(at)
    with house.reading() as session:
        assert session.get_one(DeadLetter, letter_id).state == "ignored"


# --- people ---


def test_roles_are_changed_and_the_change_is_audited(people: dict[Role, int], house: Database) -> None:
    curator = people[Role.CURATOR]
    at = opened("people", people[Role.ADMIN])
    at.selectbox(key="account").set_value(curator).run()
    at.pills(key=f"roles{curator}").set_value(["curator", "producer"])
    next(button for button in at.button if button.label == "Save").click().run()
    with house.reading() as session:
        assert [role.role for role in session.get_one(Account, curator).roles] == ["curator", "producer"]
        assert recent(session, limit=1)[0].action == "account.changed"


def test_the_last_admin_stays_admin(people: dict[Role, int], house: Database) -> None:
    admin = people[Role.ADMIN]
    at = opened("people", admin)
    at.selectbox(key="account").set_value(admin).run()
    at.checkbox(key=f"open{admin}").uncheck()
    next(button for button in at.button if button.label == "Save").click().run()
    assert "At least one open account must stay admin" in shown(at)
    with house.reading() as session:
        assert session.get_one(Account, admin).active


def test_a_change_from_an_old_page_is_refused(people: dict[Role, int], house: Database) -> None:
    artist = people[Role.ARTIST]
    at = opened("people", people[Role.ADMIN])
    at.selectbox(key="account").set_value(artist).run()
    change_account(house, OPERATOR, artist, version=1, roles=[Role.ARTIST, Role.CURATOR], active=True)
    at.pills(key=f"roles{artist}").set_value([])
    next(button for button in at.button if button.label == "Save").click().run()
    assert "Somebody else changed this account" in shown(at)


def test_somebody_is_added(people: dict[Role, int], house: Database) -> None:
    at = opened("people", people[Role.ADMIN])
    at.text_input(key="new_email").set_value("Bo@Example.org")
    at.pills(key="new_roles").set_value(["artist"])
    next(button for button in at.button if button.label == "Add").click().run()
    with house.reading() as session:
        assert "bo@example.org" in {account.email for account in accounts(session)}


@given(st.text(alphabet=st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs"))))
def test_words_of_others_keep_every_character(words: str) -> None:
    assert re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\):color\[(.+?)\]", r"\1", plain(words))) == words


@pytest.mark.parametrize("mark", list("*_`[]()#<>:$|~!\\"))
def test_no_mark_of_markdown_is_left_to_work(mark: str) -> None:
    assert plain(f"a{mark}b") == f"a\\{mark}b"
