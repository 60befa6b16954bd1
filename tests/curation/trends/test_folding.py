"""Folding: evidence counts once, in any order; what makes no sense has no effect; keys keep their order."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from dashboard.community.submission_tables import Submission, Terms
from dashboard.community.tables import Contribution, Contributor, InterestEvent, MetricReading, Source
from dashboard.curation.trends.fold import MOST_REFUSED, fold_new
from dashboard.curation.trends.folding import (
    HIGHEST_COUNT,
    Gains,
    Standings,
    fold,
    fresh,
    hour_of,
    prior_keys,
    signals,
)
from dashboard.curation.trends.rebuild import rebuild
from dashboard.curation.trends.signals import HALF_LIVES
from dashboard.curation.trends.tables import RefusedEvidence, SourceBaseline, TrendGain, TrendKey, TrendState
from dashboard.intake.tables import Pull
from dashboard.people.tables import Account
from dashboard.storage.base import now
from dashboard.storage.engine import Database
from tests.world import add_piece, rank

AT = now()


# --- the arithmetic ---


def gains(*rows: tuple[int, int, float], hours: int = 1) -> Gains:
    """Of piece, hour and gain."""
    return Gains.of([(piece, hour, False, gain, hours, 1, 0, 0, 0) for piece, hour, gain in rows])


def three(hour: int = 1000) -> Standings:
    return fresh(np.array([1, 2, 3]), np.array([hour, hour, hour]), 24)


SOME_GAINS = st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.integers(1000, 3000), st.floats(0, 1e4)), max_size=12)


@given(SOME_GAINS, st.data())
def test_the_order_in_which_gains_come_does_not_matter(rows: list[tuple[int, int, float]], data: st.DataObject) -> None:
    at_once = fold(three(), gains(*rows), 24)
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    in_two = fold(fold(three(), gains(*shuffled[:cut]), 24), gains(*shuffled[cut:]), 24)
    for name, column in vars(at_once).items():
        assert np.allclose(column, getattr(in_two, name), rtol=1e-9), name


@given(SOME_GAINS)
def test_the_order_of_keys_is_that_of_the_decayed_sums_now_and_thirty_days_later(
    rows: list[tuple[int, int, float]],
) -> None:
    keys = fold(three(), gains(*rows), 24).keys
    for key, half_life in zip(keys, HALF_LIVES, strict=True):
        sums = np.array([prior_sum(half_life) + decayed_sum(rows, piece, half_life) for piece in (1, 2, 3)])
        in_thirty_days = sums * 2 ** (-30 / half_life)
        for one, other in ((0, 1), (1, 2), (0, 2)):
            if not np.isclose(sums[one], sums[other], rtol=1e-6):
                assert (key[one] > key[other]) == (sums[one] > sums[other])
                assert (key[one] > key[other]) == (in_thirty_days[one] > in_thirty_days[other])


def prior_sum(half_life: float) -> float:
    return float(0.25 * 2.0 ** ((1000 - 3000) / 24 / half_life))


def decayed_sum(rows: list[tuple[int, int, float]], piece: int, half_life: float) -> float:
    return float(sum(gain * 2.0 ** ((hour - 3000) / 24 / half_life) for which, hour, gain in rows if which == piece))


def test_a_steady_gain_of_one_a_period_reads_as_one_a_period() -> None:
    hours = range(1000, 1000 + 24 * 20)
    standings = fold(fresh(np.array([1]), np.array([1000]), 24), gains(*((1, hour, 1 / 24) for hour in hours)), 24)
    seen = signals(standings, datetime.fromtimestamp(3600 * (1000 + 24 * 20), tz=AT.tzinfo), 24)
    for gained, observed in zip(seen.decayed, seen.observed, strict=True):
        assert gained[0] / observed[0] == pytest.approx(1, rel=0.03)
    assert (seen.last_gain[0], seen.before_gain[0]) == (pytest.approx(1), pytest.approx(1))
    assert seen.age[0] == 20
    assert seen.total[0] == pytest.approx(20)


def test_what_came_over_many_periods_is_no_burst_of_the_last() -> None:
    at_once, slowly = gains((1, 2000, 30.0)), gains((2, 2000, 30.0), hours=30 * 24)
    key_1, key_4, key_16 = fold(fold(three(), at_once, 24), slowly, 24).keys
    assert key_1[0] - key_1[1] > 3 and key_4[0] - key_4[1] > 2 and 0.5 < key_16[0] - key_16[1] < 1
    standings = fold(three(), slowly, 24)
    assert (standings.newest_gain[1], standings.last_gain[1], standings.total[1]) == (1, 1, 30)


def test_nothing_known_is_the_prior_and_reads_as_no_gain() -> None:
    seen = signals(three(), AT, 24)
    assert [column.tolist() for column in (*seen.decayed, seen.total, seen.last_gain)] == [[0, 0, 0]] * 5
    assert three().key_4.tolist() == prior_keys(np.array([1000, 1000, 1000]), 24)[1].tolist()


def test_pieces_that_are_decades_old_do_not_underflow() -> None:
    standings = fold(fresh(np.array([1]), np.array([0]), 1), gains((1, 0, 5.0)), 1)
    seen = signals(standings, AT, 1)
    assert all(column[0] == 0 for column in seen.decayed)
    assert np.isfinite(standings.key_1[0])


# --- accounts here ---


def account(db: Database, name: str) -> int:
    with db.writing() as session:
        made = Account(email=f"{name}@example.org", name=name, created_at=AT)
        session.add(made)
        session.flush()
        return made.id


def act(db: Database, who: int, piece: int, kind: str = "liked", at: datetime = AT) -> None:
    with db.writing() as session:
        session.add(InterestEvent(account_id=who, contribution_id=piece, kind=kind, at=at))


def read(db: Database, piece: int, value: int, *, days_ago: float = 0, name: str = "likes") -> None:
    at = AT - timedelta(days=days_ago)
    with db.writing() as session:
        session.add(MetricReading(contribution_id=piece, name=name, value=value, observed_at=at))


def key(db: Database, piece: int) -> TrendKey:
    with db.reading() as session:
        return session.get_one(TrendKey, piece)


def kept_gains(db: Database, piece: int) -> list[TrendGain]:
    with db.reading() as session:
        return list(session.scalars(select(TrendGain).where(TrendGain.contribution_id == piece)))


def refused(db: Database) -> dict[str, str]:
    with db.reading() as session:
        return {row.what: row.reason for row in session.scalars(select(RefusedEvidence))}


@pytest.fixture
def ferry(db: Database) -> int:
    return add_piece(db, "Night Ferry", artists=("Ida Holm",))


def test_one_account_counts_once_however_often_it_likes(db: Database, ferry: int) -> None:
    other = add_piece(db, "Harbour Loop")
    eager, calm = account(db, "eager"), account(db, "calm")
    for hours in range(100):
        act(db, eager, ferry, at=AT - timedelta(hours=100 - hours))
        act(db, eager, ferry, "opened", at=AT - timedelta(hours=100 - hours))
    act(db, calm, other, at=AT - timedelta(hours=100))
    act(db, calm, other, "opened", at=AT - timedelta(hours=100))
    fold_new(db, AT)
    assert (key(db, ferry).likes, key(db, ferry).views, key(db, ferry).acts_here) == (1, 1, 2)
    assert key(db, ferry).key_4 == key(db, other).key_4


def test_an_account_counts_once_also_over_many_foldings(db: Database, ferry: int) -> None:
    eager = account(db, "eager")
    act(db, eager, ferry)
    fold_new(db, AT)
    before = key(db, ferry).key_4
    act(db, eager, ferry)
    assert fold_new(db, AT).rows == 1
    assert key(db, ferry).key_4 == before


def test_a_like_taken_back_is_negative_once(db: Database, ferry: int) -> None:
    moody = account(db, "moody")
    for kind in ("liked", "unliked", "liked", "unliked"):
        act(db, moody, ferry, kind)
    fold_new(db, AT)
    assert (key(db, ferry).likes, key(db, ferry).negatives) == (1, 1)


def test_owners_count_for_nothing_under_whatever_handle(db: Database, ferry: int) -> None:
    artist, poster, guardian, fan = (account(db, name) for name in ("artist", "poster", "guardian", "fan"))
    with db.writing() as session:
        ida = session.scalars(select(Contributor).where(Contributor.credit_name == "Ida Holm")).one()
        session.add(
            Contributor(
                source_id=ida.source_id, external_key="ida2", credit_name="I. H.", account_id=artist, same_as_id=ida.id
            )
        )
        session.add(Terms(version=1, text="Yes", published_at=AT))
        session.flush()
        session.add(
            Submission(
                contribution_id=ferry, account_id=poster, terms_version=1, accepted_at=AT, age_band="13-15",
                guardian_id=guardian,
            )
        )  # fmt: skip
    for who in (artist, poster, guardian):
        act(db, who, ferry)
    fold_new(db, AT)
    assert key(db, ferry).likes == 0
    act(db, fan, ferry)
    fold_new(db, AT)
    assert key(db, ferry).likes == 1


def test_a_piece_without_evidence_ranks_as_new_and_neither_first_nor_last(db: Database) -> None:
    loved, forgotten = add_piece(db, "Loved", days_old=0), add_piece(db, "Forgotten", days_old=90)
    for number in range(6):
        act(db, account(db, f"fan{number}"), loved)
    fold_new(db, AT)
    fresh_one = add_piece(db, "Fresh", days_old=0)
    assert fold_new(db, AT).admitted == 1
    keys = [key(db, id_).key_4 for id_ in (loved, fresh_one, forgotten)]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == 3


def test_a_piece_posted_in_the_future_is_posted_now(db: Database, ferry: int) -> None:
    with db.writing() as session:
        ahead = {"created_at": AT + timedelta(days=400), "first_seen_at": AT + timedelta(days=400)}
        session.execute(update(Contribution).values(**ahead))
    fold_new(db, AT)
    assert key(db, ferry).posted_hour == hour_of(AT)


# --- what makes no sense ---


def test_events_that_make_no_sense_are_refused_once_and_change_nothing(db: Database, ferry: int) -> None:
    who = account(db, "who")
    fold_new(db, AT)
    before = key(db, ferry).key_4
    for _ in range(3):
        act(db, who, ferry, "liked", at=AT + timedelta(days=9))
        act(db, who, ferry, "adored")
    act(db, who, ferry, "unliked")
    fold_new(db, AT)
    assert key(db, ferry).key_4 == before
    assert refused(db) == {
        f"liked of piece {ferry}": "dated later than it came",
        f"acts of piece {ferry}": "of a kind that is not known",
        f"unliked of piece {ferry}": "takes back a like that was never given",
    }
    act(db, who, ferry)
    fold_new(db, AT)
    assert (key(db, ferry).likes, key(db, ferry).negatives) == (1, 0)


def test_readings_that_make_no_sense_are_refused_and_change_nothing(db: Database, ferry: int) -> None:
    read(db, ferry, 10, days_ago=2)
    read(db, ferry, 20, days_ago=1)
    fold_new(db, AT)
    before = key(db, ferry)
    read(db, ferry, -5)
    read(db, ferry, 10**18, name="views")
    read(db, ferry, HIGHEST_COUNT, days_ago=-3, name="comments")
    read(db, ferry, 4000, days_ago=1.5)
    fold_new(db, AT)
    assert (key(db, ferry).key_4, key(db, ferry).likes) == (before.key_4, before.likes)
    reasons = refused(db)
    assert reasons[f"views of piece {ferry}"] == "below zero or higher than any counter goes"
    assert reasons[f"comments of piece {ferry}"] == "dated later than it came"
    assert f"likes of piece {ferry}" in reasons


def test_an_event_for_a_piece_that_is_not_here_is_refused(sqlite_db: Database) -> None:
    who = account(sqlite_db, "who")
    with sqlite_db.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with connection.begin():
            connection.execute(
                text(
                    "INSERT INTO interest_event (account_id, contribution_id, kind, at)"
                    " VALUES (:who, 999, 'liked', :at)"
                ),
                {"who": who, "at": "2026-01-01 10:00:00.000000"},
            )
            connection.execute(
                text(
                    "INSERT INTO metric_reading (contribution_id, name, value, observed_at)"
                    " VALUES (998, 'likes', 5, :at)"
                ),
                {"at": "2026-01-01 10:00:00.000000"},
            )
    fold_new(sqlite_db, AT)
    assert refused(sqlite_db) == {
        "liked of piece 999": "the piece is not here", "likes of piece 998": "the piece is not here",
    }  # fmt: skip


def test_no_more_is_kept_of_what_is_refused_than_anybody_reads(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.curation.trends.fold.MOST_REFUSED", 3)
    assert MOST_REFUSED > 3
    for number in range(6):
        read(sqlite_db, add_piece(sqlite_db, f"Piece {number}"), -1)
    assert fold_new(sqlite_db, AT).refused == 6
    assert len(refused(sqlite_db)) == 3


# --- the counters of sources ---


def test_a_counter_gains_by_its_rises_and_never_by_a_fall(db: Database, ferry: int) -> None:
    for days_ago, value in ((3, 10), (2, 30), (1, 5), (0, 8)):
        read(db, ferry, value, days_ago=days_ago)
    fold_new(db, AT)
    assert key(db, ferry).likes == 10 + 20 + 3
    assert key(db, ferry).acts_here == 0


def test_readings_come_out_alike_at_once_and_one_by_one(db: Database, ferry: int) -> None:
    twin = add_piece(db, "Twin")
    with db.writing() as session:
        session.add(SourceBaseline(source_id=1, usual=2.0, cap=40.0, measured_at=AT))
    for days_ago, value in ((3, 10), (2, 30), (1, 31), (0, 80)):
        read(db, ferry, value, days_ago=days_ago)
        fold_new(db, AT)
    for days_ago, value in ((3, 10), (2, 30), (1, 31), (0, 80)):
        read(db, twin, value, days_ago=days_ago)
    fold_new(db, AT)
    one, other = key(db, ferry), key(db, twin)
    assert (one.key_1, one.key_4, one.key_16) == pytest.approx((other.key_1, other.key_4, other.key_16))
    assert (one.newest_gain, one.last_gain) == pytest.approx((other.newest_gain, other.last_gain))


def test_a_jump_counts_as_the_most_that_is_likely(db: Database, ferry: int) -> None:
    with db.writing() as session:
        session.add(SourceBaseline(source_id=1, usual=2.0, cap=40.0, measured_at=AT))
    read(db, ferry, 0, days_ago=1)
    read(db, ferry, 10**9)
    fold_new(db, AT)
    assert key(db, ferry).total == 40 / 2


def test_what_piled_up_before_anybody_counted_is_no_gain_but_counts_in_the_totals(db: Database) -> None:
    undated = add_piece(db, "Undated", days_old=0)
    read(db, undated, 500)
    fold_new(db, AT)
    assert (key(db, undated).total, key(db, undated).likes) == (0, 500)


def test_a_counter_that_did_not_move_at_the_last_full_pull_rose_after_it(db: Database) -> None:
    idle, counted = (add_piece(db, name, days_old=40) for name in ("Idle", "Counted"))
    for piece in (idle, counted):
        read(db, piece, 0, days_ago=30)
    with db.writing() as session:
        pulled = AT - timedelta(days=1)
        session.add(Pull(source_id=1, started_at=pulled, finished_at=pulled, asked_by="Ada", full=True))
    read(db, idle, 30)
    fold_new(db, AT)
    assert [gain.hours for gain in kept_gains(db, idle)] == [24]
    assert key(db, idle).newest_gain == pytest.approx(key(db, idle).total)


def test_a_big_platform_does_not_drown_a_small_one(db: Database) -> None:
    small, big = ([add_piece(db, f"{name} {number}") for number in range(4)] for name in ("Small", "Big"))
    with db.writing() as session:
        session.add(Source(id=7, name="Big tube", kind="feed", location="https://example.org", created_at=AT))
        session.flush()
        session.execute(update(Contribution).where(Contribution.id.in_(big)).values(source_id=7))
    for days_ago in range(3):
        for times, (one, other) in enumerate(zip(small, big, strict=True), start=1):
            read(db, one, times * (9 - 3 * days_ago), days_ago=days_ago)
            read(db, other, times * (900_000 - 300_000 * days_ago), days_ago=days_ago, name="views")
    fold_new(db, AT)
    rebuild(db, AT)
    for one, other in zip(small, big, strict=True):
        assert abs(key(db, one).key_4 - key(db, other).key_4) < 1.5
    assert key(db, small[3]).key_4 > key(db, big[0]).key_4


# --- merged copies ---


def merge(db: Database, copy: int, into: int | None) -> None:
    with db.writing() as session:
        session.get_one(Contribution, copy).merged_into_id = into


def test_a_merged_copy_gives_its_evidence_and_takes_it_back(db: Database, ferry: int) -> None:
    copy, both, one = add_piece(db, "Night Ferry, again"), account(db, "both"), account(db, "one")
    act(db, both, ferry)
    act(db, both, copy)
    act(db, one, copy)
    fold_new(db, AT)
    apart = key(db, ferry).key_4, key(db, copy).key_4
    merge(db, copy, ferry)
    fold_new(db, AT)
    assert key(db, ferry).likes == 2
    assert key(db, copy).key_4 < 0
    act(db, account(db, "three"), copy)
    act(db, one, ferry)
    fold_new(db, AT)
    assert key(db, ferry).likes == 3
    merge(db, copy, None)
    fold_new(db, AT)
    assert (key(db, ferry).likes, key(db, copy).likes) == (2, 3)
    assert key(db, ferry).key_4 > apart[0] and key(db, copy).key_4 > apart[1]


# --- the nightly round ---


@pytest.fixture
def street(db: Database, ferry: int) -> tuple[int, int]:
    """Two pieces: one that accounts here like, and one that they open and of which its source tells likes."""
    other = add_piece(db, "Harbour Loop")
    for number in range(5):
        who = account(db, f"fan{number}")
        act(db, who, ferry, at=AT - timedelta(hours=30 * number))
        act(db, who, other, "opened", at=AT - timedelta(hours=7 * number))
    for days_ago in range(4):
        read(db, other, 40 - 9 * days_ago, days_ago=days_ago)
    fold_new(db, AT)
    return ferry, other


def test_making_the_keys_anew_gives_the_same_ones(
    db: Database, street: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.curation.trends.rebuild.NEAR", 1000)  # so that every measure stays as it is
    before = {piece: vars(key(db, piece)).copy() for piece in street}
    assert rebuild(db, AT) == 2
    for piece, row in before.items():
        again = vars(key(db, piece))
        for name in set(row) - {"_sa_instance_state"}:
            assert again[name] == pytest.approx(row[name], abs=1e-9), name


def test_another_measure_of_what_is_usual_changes_the_gains_and_not_the_interest(
    db: Database, street: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.curation.trends.rebuild.NEAR", 1.000001)
    before = interest(db, street)
    with db.writing() as session:
        session.get_one(SourceBaseline, 1).usual /= 3
        session.execute(update(TrendGain).where(~TrendGain.here).values(gain=TrendGain.gain * 3))
    rebuild(db, AT)
    assert interest(db, street) == pytest.approx(before)
    assert key(db, street[1]).total == pytest.approx(sum(gain.gain for gain in kept_gains(db, street[1])))


def interest(db: Database, pieces: tuple[int, int]) -> list[float]:
    """What each gained, in likes: first here, then at its source."""
    with db.reading() as session:
        usual = {True: session.get_one(TrendState, 1).usual_here, False: session.get_one(SourceBaseline, 1).usual}
    return [
        sum(gain.gain * usual[here] for gain in kept_gains(db, piece) if gain.here == here)
        for piece in pieces
        for here in (True, False)
    ]


def test_where_much_happens_a_period_is_an_hour(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ferry = add_piece(sqlite_db, "Night Ferry")
    act(sqlite_db, account(sqlite_db, "fan"), ferry)
    fold_new(sqlite_db, AT)
    monkeypatch.setattr("dashboard.curation.trends.rebuild.BUSY", 0.1)
    rebuild(sqlite_db, AT)
    with sqlite_db.reading() as session:
        assert session.get_one(TrendState, 1).period_hours == 1
    assert key(sqlite_db, ferry).period == hour_of(AT)


def test_a_piece_that_came_in_too_late_for_a_key_gets_it_at_night(
    db: Database, ferry: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.curation.trends.standing.LATE_BY", 0)
    other = add_piece(db, "Harbour Loop")
    rank(db, other, 3.0)
    act(db, account(db, "fan"), ferry)
    assert fold_new(db, AT).rows == 1
    assert (key(db, other).key_4, key(db, other).likes) == (3.0, 0)
    rebuild(db, AT)
    assert key(db, ferry).likes == 1


def test_folding_again_without_anything_new_writes_nothing(db: Database, ferry: int) -> None:
    act(db, account(db, "fan"), ferry)
    assert fold_new(db, AT).rows == 1
    with db.reading() as session:
        folded_at = session.get_one(TrendState, 1).folded_at
    assert fold_new(db, AT + timedelta(hours=1)).rows == 0
    with db.reading() as session:
        assert session.get_one(TrendState, 1).folded_at == folded_at


def test_more_than_one_transaction_takes_is_folded_all(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.curation.trends.fold.MOST_AT_ONCE", 2)
    pieces = [add_piece(db, f"Piece {number}") for number in range(5)]
    who = account(db, "fan")
    for piece in pieces:
        act(db, who, piece)
        read(db, piece, 4, days_ago=1)
    assert fold_new(db, AT).rows == 10
    assert [key(db, piece).likes for piece in pieces] == [5] * 5


def test_an_event_that_commits_late_is_not_lost(postgres_db: Database) -> None:
    piece, one, other = (
        add_piece(postgres_db, "Night Ferry"),
        account(postgres_db, "one"),
        account(postgres_db, "other"),
    )
    slow = postgres_db.engine.connect()
    begun = slow.begin()
    slow.execute(
        text(
            "INSERT INTO interest_event (account_id, contribution_id, kind, at) VALUES (:who, :piece, 'liked', now())"
        ),
        {"who": one, "piece": piece},
    )
    act(postgres_db, other, piece)
    assert fold_new(postgres_db).rows == 0
    begun.commit()
    slow.close()
    fold_new(postgres_db)
    assert key(postgres_db, piece).likes == 2
