"""The inbox page: its filters and lists, what the component is told, and what comes of what it sends."""

from __future__ import annotations

import json
from statistics import median
from time import process_time
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.community.reporting import report_problem
from dashboard.curation.inbox.batch import Undone
from dashboard.curation.inbox.cards import shown as pieces_shown
from dashboard.curation.inbox.culling import judge
from dashboard.curation.inbox.queue import arrived, open_queue, queue_of
from dashboard.people.roles import OPERATOR, Actor, Role
from dashboard.storage.base import now
from dashboard.storage.engine import Database, database
from dashboard.ui.inbox_data import BEHIND, BLOCK, Answer, culling_data, window
from dashboard.ui.inbox_panel import answered as answered_by
from tests.rundown.studio import add_episode, plan
from tests.ui.showing import opened, shown
from tests.world import add_edge, add_piece

EMPTY = "Everything is seen"


def curator(people: dict[Role, int]) -> Actor:
    return Actor(people[Role.CURATOR], "Curator Person", frozenset({Role.CURATOR}))


def told(at: AppTest) -> dict[str, Any]:
    """What the component on the page was given."""
    (component,) = at.get("bidi_component")
    said: dict[str, Any] = json.loads(component.proto.json)
    return said


def answered(house: Database, actor: Actor, batch: object) -> Answer:
    assert house is database()
    return answered_by(actor, batch)


def judged(house: Database, actor: Actor, piece_id: int, **said: object) -> None:
    judge(house, actor, [{"mark": f"{piece_id}", "piece": piece_id, **said}])


def test_an_empty_inbox_says_what_will_be_here(house: Database, people: dict[Role, int]) -> None:
    at = opened("inbox", people[Role.CURATOR])
    assert EMPTY in shown(at)
    add_piece(house, "Night Ferry")
    at.run()
    assert EMPTY not in shown(at)


def test_kinds_and_calls_are_counted_and_narrow_the_queue(house: Database, people: dict[Role, int]) -> None:
    film, song = add_piece(house, "Film"), add_piece(house, "Song", kind="music")
    at = opened("inbox", people[Role.CURATOR])
    assert told(at)["ids"] == [film, song]
    assert at.pills(key="inbox_kind").options == ["music 1", "video 1"]
    at.pills(key="inbox_kind").set_value("music").run()
    assert told(at)["ids"] == [song]
    at.pills(key="inbox_kind").set_value(None).run()
    at.segmented_control(key="inbox_view").set_value("pick").run()
    assert "Nothing is in this list" in shown(at)


def test_what_was_judged_is_listed_with_its_part_and_note(house: Database, people: dict[Role, int]) -> None:
    ferry = add_piece(house, "Night <b>Ferry</b>")
    judged(house, curator(people), ferry, choice="pick", stars=4, range=[12_000, None], note="opens | act two")
    at = opened("inbox", people[Role.CURATOR], {"judged": True})
    page = shown(at)
    assert "Night &lt;b&gt;Ferry&lt;/b&gt;" in page
    assert "0:12–end" in page and "opens | act two" in page and EMPTY in page


def test_what_was_reported_is_told(house: Database, people: dict[Role, int]) -> None:
    ferry = add_piece(house, "Night Ferry")
    artist = Actor(people[Role.ARTIST], "Artist Person", frozenset({Role.ARTIST}))
    report_problem(house, artist, ferry, "That is my tape.")
    at = opened("inbox", people[Role.CURATOR])
    assert "1 piece reported, withdrawn or gone" in [part.label for part in at.expander]
    assert "That is my tape" in shown(at)


def test_the_component_is_told_all_that_a_card_shows(house: Database, people: dict[Role, int]) -> None:
    actor = curator(people)
    parent = add_piece(house, "Harbour Loop", licence="CC-BY-NC-4.0", days_old=9)
    child = add_piece(house, "Night Ferry", artists=("Ida Holm", "Bo"), days_old=2)
    add_edge(house, child, parent, "confirmed")
    judged(house, actor, child, stars=2, range=[None, 9_000])
    add_episode(house, OPERATOR, plan())
    data = told(opened("inbox", people[Role.CURATOR]))
    assert (data["ids"], data["at"], data["shortlist"]["label"]) == ([parent], 0, "Night Shift 1: Harbour")
    (card,) = data["cards"]
    assert (card["title"], card["by"], card["kind"], card["length"]) == ("Harbour Loop", "Ida Holm", "video", "0:20")
    assert card["clearance"]["word"] == "May not air" and "non-commercial" in card["clearance"]["text"]
    assert card["page"] == f"contribution?piece={parent}"


def test_only_the_cards_around_the_open_piece_are_sent(house: Database, people: dict[Role, int]) -> None:
    actor = curator(people)
    pieces = [add_piece(house, f"Piece {number}", days_old=99 - number) for number in range(3 * BLOCK)]
    at = opened("inbox", people[Role.CURATOR])
    assert [card["id"] for card in told(at)["cards"]] == pieces[: 2 * BLOCK]
    judge(house, actor, [], pieces[BLOCK])
    at.run()
    assert [card["id"] for card in told(at)["cards"]] == pieces[BLOCK - BEHIND :]


def test_a_batch_is_answered_with_what_was_refused(house: Database, people: dict[Role, int]) -> None:
    ferry = add_piece(house, "Night Ferry")
    batch = {
        "sent": 7, "at": ferry,
        "gestures": [{"mark": "a", "pieces": [ferry], "choice": "pick"}, {"mark": "b", "pieces": [999], "stars": 1},
                     {"mark": "c", "undo": "last"}, "nonsense"],
    }  # fmt: skip
    answer = answered(house, curator(people), batch)
    assert answer.heard == 7
    assert [refusal.mark for refusal in answer.outcome.refused] == ["", "b"]
    assert answer.outcome.undone == [Undone("c", (ferry,))]


def test_whoever_may_no_longer_judge_is_told_for_each_gesture(house: Database, people: dict[Role, int]) -> None:
    nobody = Actor(people[Role.CURATOR], "Curator Person", frozenset())
    batch = {"sent": 8, "at": None, "gestures": [{"mark": "a", "pieces": [1], "choice": "pick"}, 7]}
    (refusal,) = answered(house, nobody, batch).outcome.refused
    assert refusal.mark == "a" and "Curator Person may not" in refusal.sentence


def test_what_is_no_batch_at_all_changes_nothing(house: Database, people: dict[Role, int]) -> None:
    for batch in (None, 7, {}, {"sent": "x", "gestures": 3}):
        assert answered(house, curator(people), batch) == Answer()


def test_a_gesture_takes_little_of_the_server(house: Database, people: dict[Role, int]) -> None:
    actor = curator(people)
    assert actor.account_id is not None
    pieces = [add_piece(house, f"Piece {number}") for number in range(40)]
    open_queue(house, actor)
    spent = []
    for number, piece_id in enumerate(pieces[:7]):
        began = process_time()
        answered(house, actor, {"sent": 1, "at": piece_id, "gestures": [
            {"mark": f"{number}", "pieces": [piece_id], "choice": "pick"}
        ]})  # fmt: skip
        with house.reading() as session:
            queue = queue_of(session, actor.account_id)
            assert queue is not None
            cards = pieces_shown(session, actor.account_id, window(queue), None)
            culling_data(
                actor.account_id, queue, cards, None, Answer(), now(), arrived=arrived(session, 1, queue),
                may_shortlist=True,
            )  # fmt: skip
        spent.append(process_time() - began)
    assert median(spent) < 0.05
