"""Search on both databases: what is found, in which order, and how many each facet would leave."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.community.tables import Call, Contribution
from dashboard.curation.search.order import MOST_WEIGHED, Order, page_of
from dashboard.curation.search.searching import NONE, Choice, Search, search
from dashboard.curation.search.vocabulary import refresh_vocabulary
from dashboard.media.tables import MediaCheck
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.curation.search.finding import change, findable, ids
from tests.world import add_edge, piece_named, rank

NASTY = [
    '"', "'", "AND", "OR", "NEAR(a b)", "*", ":", "^", "()", "\\", "\0", "🌙", "\ud800", "a" * 10_000, '"a', "-", "%_",
]  # fmt: skip


@pytest.fixture
def harbour(db: Database) -> dict[str, int]:
    """A few pieces that differ in all that one can filter by."""
    made = {
        "ferry": findable(db, "Night Ferry", "A boat at night, and rain.", "sea, night", seconds=75, days_old=3),
        "loop": findable(db, "Harbour Loop", "", "sea", kind="music", seconds=45, days_old=9, artists=("Joost", "Ada")),
        "cats": findable(db, "猫の歌", "夜の東京で歌う猫", kind="text", language="ja", days_old=1),
        "cafe": findable(db, "Café Noir", "Rain on the ferry.", kind="photo", licence="CC-BY-NC-4.0", seconds=0),
    }
    add_edge(db, made["ferry"], made["loop"])
    with db.writing() as session:
        call = Call(key="sea", title="Songs of the sea", created_at=now())
        session.add(call)
        session.flush()
        session.get_one(Contribution, made["loop"]).call_id = call.id
        media_hash = session.get_one(Contribution, made["loop"]).media_hash
        session.add(MediaCheck(content_hash=media_hash, state="ask"))
    return made


def names(harbour: dict[str, int], found: Collection[int]) -> str:
    return " ".join(sorted(name for name, piece_id in harbour.items() if piece_id in found))


def names_in_order(harbour: dict[str, int], found: list[int]) -> str:
    by_id = {piece_id: name for name, piece_id in harbour.items()}
    return " ".join(by_id[piece_id] for piece_id in found)


FOUND = (
    ("", "cafe cats ferry loop"),
    ("ferry", "cafe ferry"),
    ("RAIN ferry", "cafe ferry"),
    ("fer", "cafe ferry"),
    ("fer ", ""),
    ('"night ferry"', "ferry"),
    ('"ferry night"', ""),
    ("ferry -boat", "cafe"),
    ("-ferry", "cats loop"),
    ('-"a boat"', "cafe cats loop"),
    ("cafe", "cafe"),
    ("joost", "loop"),
    ("猫", "cats"),
    ("東京", "cats"),
    ("京で", "cats"),
    ("猫京", ""),
    ("sea", "ferry loop"),
)


def test_words_phrases_and_words_that_must_not_be_there(db: Database, harbour: dict[str, int]) -> None:
    for words, expected in FOUND:
        with db.reading() as session:
            found = search(session, Search(words, as_typed=True))
        assert names(harbour, found.pieces.ids.tolist()) == expected, words


def test_nothing_that_is_typed_breaks_a_search(db: Database, harbour: dict[str, int]) -> None:
    for words in NASTY:
        for typed in (words, f"night {words} ferry", f'"{words}', f"-{words}"):
            with db.reading() as session:
                assert search(session, Search(typed)).total <= len(harbour), typed


def test_lyrics_are_searched_beyond_their_first_lines(db: Database, harbour: dict[str, int]) -> None:
    change(db, harbour["cats"], text="la " * 2500 + "moonlight")
    assert ids(db, "moonlight") == [harbour["cats"]]


def test_what_changes_is_found_anew_and_what_goes_is_gone(db: Database, harbour: dict[str, int]) -> None:
    change(db, harbour["cats"], title="Morning Ferry")
    assert harbour["cats"] in ids(db, "morning")
    with db.writing() as session:
        session.delete(session.get_one(Contribution, harbour["cats"]))
    assert ids(db, "morning", as_typed=True) == []


def test_a_merged_copy_is_not_found(db: Database, harbour: dict[str, int]) -> None:
    change(db, harbour["ferry"], merged_into_id=harbour["cafe"])
    assert ids(db, "ferry") == [harbour["cafe"]]
    assert harbour["ferry"] not in ids(db)
    change(db, harbour["ferry"], merged_into_id=None)
    assert set(ids(db, "ferry")) == {harbour["cafe"], harbour["ferry"]}


def test_a_misspelt_word_is_read_as_the_nearest_and_can_be_taken_back(db: Database, harbour: dict[str, int]) -> None:
    refresh_vocabulary(db)
    with db.reading() as session:
        found = search(session, Search("nihgt fery"))
        assert [(term.typed, term.instead) for term in found.misspelt] == [("nihgt", ("night",)), ("fery", ("ferry",))]
        assert found.pieces.ids.tolist() == [harbour["ferry"]]
        assert search(session, Search("nihgt fery", as_typed=True)).total == 0
        assert search(session, Search("night -fery")).misspelt == ()


ORDERS = {
    Order.NEWEST: "cats cafe ferry loop", Order.OLDEST: "loop ferry cafe cats", Order.LONGEST: "ferry loop cafe cats",
    Order.SHORTEST: "loop ferry cafe cats", Order.RISING: "cats cafe loop ferry", Order.BEST: "cats cafe loop ferry",
}  # fmt: skip


def test_orders(db: Database, harbour: dict[str, int]) -> None:
    for key, name in enumerate(("ferry", "loop", "cafe", "cats")):
        rank(db, harbour[name], key)
    change(db, harbour["cafe"], created_at=piece_named(db, harbour["ferry"]).created_at, media_hash=None)
    change(db, harbour["cats"], media_hash=None)
    for order, expected in ORDERS.items():
        assert names_in_order(harbour, ids(db, order=order)) == expected, order


def test_what_came_in_just_now_follows_what_rises_the_newest_first(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    low, high, first, second = (findable(db, f"Wave {n}") for n in range(4))
    rank(db, low, -5.0)
    rank(db, high, 5.0)
    for few in (0, 4):
        monkeypatch.setattr("dashboard.curation.search.order.FEW", few)
        assert ids(db, order=Order.RISING) == [high, low, second, first]


def test_the_best_match_has_the_words_in_its_title(db: Database, harbour: dict[str, int]) -> None:
    change(db, harbour["cafe"], text="rain " * 50 + "ferry")
    rank(db, harbour["cafe"], 100.0)
    assert ids(db, "ferry rain")[0] == harbour["ferry"]
    assert ids(db, "ferry rain", Order.RISING)[0] == harbour["cafe"]


def test_what_is_titled_as_was_typed_comes_first_however_little_it_rises(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.curation.search.order.MOST_WEIGHED", 2)
    for n in range(4):
        rank(sqlite_db, findable(sqlite_db, f"Ferry {n}", "at night"), n)
    titled = findable(sqlite_db, "Night: Ferry", title_key="night: ferry")
    rank(sqlite_db, titled, -1.0)
    assert ids(sqlite_db, "Night: FERRY")[0] == titled
    assert ids(sqlite_db, "night ferry")[0] != titled


def test_pages_follow_one_another_in_every_order(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [findable(sqlite_db, f"Wave {n}", seconds=n % 3, days_old=n % 4) for n in range(12)]
    for n, piece in enumerate(made[:9]):  # the others came in just now
        rank(sqlite_db, piece, n % 5)
    for few in (0, MOST_WEIGHED):
        monkeypatch.setattr("dashboard.curation.search.order.FEW", few)
        monkeypatch.setattr("dashboard.curation.search.order.MOST_WEIGHED", 5)
        for order in Order:
            for words in ("", "wave"):
                with sqlite_db.reading() as session:
                    found = search(session, Search(words))
                    pages = [page_of(session, found, order, page, 5) for page in (1, 2, 3, 4)]
                assert sorted(id_ for page in pages for id_ in page) == made
                assert [len(page) for page in pages] == [5, 5, 2, 0]


# --- facets ---


def choices(db: Database, wanted: Search, used: Collection[int]) -> dict[str, tuple[Choice, ...]]:
    with db.reading() as session:
        return dict(search(session, wanted, used).choices)


def total(db: Database, wanted: Search, used: Collection[int]) -> int:
    with db.reading() as session:
        return search(session, wanted, used).total


BASES = [
    Search(),
    Search("rain ferry"),
    Search(chosen={"kind": ("music", "video")}),
    Search(chosen={"kind": ("music",), "remixed": ("remixed",), "technical": ("ask", "unknown")}),
    Search(gap_ms=47_000),
]


def test_a_facet_counts_what_choosing_it_leaves(db: Database, harbour: dict[str, int]) -> None:
    used = {harbour["ferry"], 999}
    for base in BASES:
        seen = 0
        for facet, offered in choices(db, base, used).items():
            for choice in offered:
                asked = Search(base.words, {**base.chosen, facet: (choice.value,)}, base.gap_ms)
                assert total(db, asked, used) == choice.count, (base, facet, choice)
                seen += choice.count
        assert seen


def test_what_is_chosen_together_is_any_of_a_facet_and_all_of_several(db: Database, harbour: dict[str, int]) -> None:
    def found(**chosen: tuple[str, ...]) -> str:
        return names(harbour, ids(db, chosen=chosen))

    assert found(kind=("music", "text")) == "cats loop"
    assert found(kind=("music", "text"), language=("ja",)) == "cats"
    assert found(language=(NONE,)) == "cafe ferry loop"
    assert found(licence=("CC-BY-NC-4.0",)) == "cafe"
    assert found(length=("1:00 to 3:00",)) == "ferry"
    assert found(remixed=("never",)) == "cafe cats ferry"
    assert found(technical=("ask",)) == "loop"
    assert found(technical=("fit",)) == ""
    change(db, harbour["cats"], media_hash=None)
    assert found(technical=("fit",)) == "cats"
    assert found(call=(NONE,)) == "cafe cats ferry"
    assert found(kind=("of no such kind",)) == ""
    assert found(call=("not a number",)) == ""
    offered = choices(db, Search(), ())
    assert {choice.label for choice in offered["call"]} == {"Songs of the sea", NONE}
    assert [choice.label for choice in offered["source"]] == ["The street"]


def test_whoever_may_not_see_rundowns_gets_no_facet_of_them(sqlite_db: Database) -> None:
    findable(sqlite_db, "Ferry")
    with sqlite_db.reading() as session:
        assert "used" not in search(session, Search()).choices
        assert search(session, Search(chosen={"used": ("used",)})).total == 1


def test_a_piece_fits_a_gap_that_it_fills_to_four_fifths(db: Database, harbour: dict[str, int]) -> None:
    for gap_ms, fits in ((44_999, False), (45_000, True), (56_250, True), (56_251, False)):
        assert (harbour["loop"] in ids(db, gap_ms=gap_ms)) is fits, gap_ms


def test_the_first_three_pieces_of_an_artist_are_a_newcomers(db: Database) -> None:
    made = [findable(db, f"Piece {n}", artists=("Ida Holm",)) for n in range(4)]
    both = findable(db, "Together", artists=("Ida Holm", "Bo"))
    assert set(ids(db, chosen={"newcomer": ("newcomer",)})) == {*made[:3], both}


# --- both databases alike ---

WORDS = "night ferry Café cafe 猫 猫の歌 の歌 ดนตรี fer lo-fi don't 🌙 sea's 1:47 ÅÄÖ the"
ASKED = "night fer ferry cafe CAFÉ 猫 の 歌 猫の歌 ดน นต ดนตรี fe lo fi 🌙 don't -night -猫 -🌙 s aao"
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=8)
QUERIES = st.lists(st.sampled_from([*ASKED.split(), '"the night"', '"lo fi"']), min_size=1, max_size=3).map(" ".join)


def test_both_databases_find_the_same(sqlite_db: Database, postgres_db: Database) -> None:
    both = (sqlite_db, postgres_db)
    for db in both:
        made = [findable(db, f"Piece {n}") for n in range(3)]

    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.tuples(TEXTS, TEXTS, TEXTS), st.lists(QUERIES, min_size=8, max_size=8))
    def alike(texts: tuple[list[str], ...], queries: list[str]) -> None:
        for db in both:
            for piece_id, words in zip(made, texts, strict=True):
                change(db, piece_id, text=" ".join(words))
        for query in queries:
            one, two = (ids(db, query, Order.NEWEST) for db in both)
            assert one == two, query

    alike()
