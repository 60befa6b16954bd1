"""Versions: derived from the master, changed on their own, offered what the master changes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from dashboard.errors import BadInput, NotAllowed
from dashboard.people.roles import Actor, Role
from dashboard.rundown.edits import act_commands, commands, layer_commands
from dashboard.rundown.edits.rows import read_state
from dashboard.rundown.edits.undo import undo
from dashboard.rundown.queries import load_episode, rundown
from dashboard.rundown.versions.cloning import clone_episode
from dashboard.rundown.versions.rules import Offer
from dashboard.rundown.versions.versions import (
    Terms,
    decline_offers,
    derive_version,
    offers_to,
    set_terms,
    take_offers,
    terms_of,
    versions_of,
)
from dashboard.storage.engine import Database
from tests.rundown.studio import act_ids, add_episode, episode, item, layers, plan, slugs
from tests.world import add_piece as a_piece


class Programme:
    """A master of two acts at 25 frames a second with three films, and its versions."""

    def __init__(self, db: Database, actor: Actor) -> None:
        self.db, self.actor = db, actor
        self.master = add_episode(db, actor, acts=("One", "Two"))
        self.one, self.two = act_ids(db, self.master)
        self.films = [
            commands.add_piece(db, actor, act, [a_piece(db, title, seconds=20)])
            for act, title in ((self.one, "Ferry"), (self.one, "Harbour"), (self.two, "Dawn"))
        ]

    def derive(self, version: str = "web", rate: str = "25", terms: Terms | None = None) -> int:
        aims = plan(rate=rate, target="8:00", slot="8:00")
        return derive_version(self.db, self.actor, self.master, version, aims, terms or Terms())

    def offered(self, version_id: int) -> list[Offer]:
        with self.db.reading() as session:
            return offers_to(session, episode(self.db, version_id)) if session else []

    def sentences(self, version_id: int) -> list[str]:
        return [offer.sentence for offer in self.offered(version_id)]

    def take_all(self, version_id: int) -> None:
        take_offers(self.db, self.actor, version_id, [offer.key for offer in self.offered(version_id)])

    def order(self, episode_id: int) -> list[list[str]]:
        return [slugs(self.db, act) for act in act_ids(self.db, episode_id)]


@pytest.fixture
def programme(sqlite_db: Database, actor: Actor) -> Programme:
    return Programme(sqlite_db, actor)


def test_a_version_begins_as_the_master_with_its_own_aims(programme: Programme) -> None:
    made = programme.derive()
    version = episode(programme.db, made)
    assert (version.version, version.master_id, version.number) == ("web", programme.master, 1)
    assert version.target_frames == 8 * 60 * 25
    assert programme.order(made) == programme.order(programme.master)
    assert version.shortlist_id == episode(programme.db, programme.master).shortlist_id
    assert programme.offered(made) == []


def test_at_another_rate_the_frames_are_counted_anew_and_none_is_asked_for_that_is_not_there(
    programme: Programme,
) -> None:
    made = programme.derive("international", rate="29.97")
    first = act_ids(programme.db, made)[0]
    with programme.db.reading() as session:
        loaded = load_episode(session, made)
        film = loaded.acts[0].items[0]
        assert [layer.out_frames for layer in film.layers] == [int(20 * Fraction(30000, 1001))] * 2
        assert film.act_id == first


def test_a_second_version_of_one_kind_and_a_version_of_a_version_are_refused(programme: Programme) -> None:
    made = programme.derive()
    with pytest.raises(BadInput, match="already has a web version"):
        programme.derive()
    with pytest.raises(BadInput, match="is a version itself"):
        derive_version(programme.db, programme.actor, made, "promo", plan(), Terms())
    with pytest.raises(BadInput, match="no kind of version"):
        programme.derive("cinema")


def test_the_master_changes_no_version_silently(programme: Programme) -> None:
    made = programme.derive()
    before = programme.order(made)
    commands.remove_items(programme.db, programme.actor, [programme.films[1]])
    assert programme.order(made) == before
    assert programme.sentences(made) == ["“Harbour” is no longer in the master."]


def test_what_is_new_moved_changed_and_gone_is_offered_and_taken_over(programme: Programme) -> None:
    made = programme.derive()
    db, actor = programme.db, programme.actor
    ferry, harbour, dawn = programme.films
    commands.add_piece(db, actor, programme.two, [a_piece(db, "Rain", seconds=10)], position=0)
    commands.move_items(db, actor, [ferry], programme.two, dawn)
    commands.change_item(db, actor, dawn, length_frames=100)
    commands.remove_items(db, actor, [harbour])
    assert sorted(programme.sentences(made)) == [
        "“Dawn” changed: its length.", "“Ferry” was moved to “Two”.", "“Harbour” is no longer in the master.",
        "“Rain” is new in the master.",
    ]  # fmt: skip
    programme.take_all(made)
    assert programme.order(made) == programme.order(programme.master)
    assert programme.offered(made) == []
    with db.reading() as session:
        assert (
            rundown(load_episode(session, made), 0).timing.trt_frames
            == rundown(load_episode(session, programme.master), 0).timing.trt_frames
        )
    undo(db, actor, made)
    assert programme.order(made) == [["Ferry", "Harbour"], ["Dawn", "Credits"]]


def test_what_is_declined_is_not_offered_again_and_the_rest_still_is(programme: Programme) -> None:
    made = programme.derive()
    db, actor = programme.db, programme.actor
    commands.change_item(db, actor, programme.films[0], slug="Night Ferry")
    commands.float_items(db, actor, [programme.films[2]], floated=True)
    (first, second) = programme.offered(made)
    decline_offers(db, actor, made, [first.key])
    assert programme.sentences(made) == [second.sentence]
    programme.take_all(made)
    assert programme.order(made)[0] == ["Ferry", "Harbour"]
    dawn = act_ids(db, made)[1]
    with db.reading() as session:
        assert read_state(session, made).items
    assert slugs(db, dawn) == ["Dawn", "Credits"]


def test_an_offer_says_when_the_version_has_its_own(programme: Programme) -> None:
    made = programme.derive()
    db, actor = programme.db, programme.actor
    own = load_items(db, made)["Ferry"]
    commands.change_item(db, actor, own, slug="Ferry, short")
    commands.change_item(db, actor, programme.films[0], slug="Night Ferry")
    commands.change_item(db, actor, programme.films[1], slug="Old Harbour")
    assert [(offer.sentence, offer.own) for offer in programme.offered(made)] == [
        ("“Night Ferry” changed: its name.", True), ("“Old Harbour” changed: its name.", False),
    ]  # fmt: skip


def test_a_swapped_layer_is_offered_as_what_the_item_is_made_of(programme: Programme) -> None:
    made = programme.derive()
    db, actor = programme.db, programme.actor
    layer_commands.add_layers(db, actor, programme.films[0], a_piece(db, "Drone", kind="music", seconds=9))
    assert programme.sentences(made) == ["“Ferry” changed: what it is made of."]
    programme.take_all(made)
    assert [layer.track for layer in layers(db, load_items(db, made)["Ferry"])] == ["picture", "sound", "sound"]
    assert programme.offered(made) == []


def test_an_item_in_a_new_act_needs_the_act(programme: Programme) -> None:
    made = programme.derive()
    db, actor = programme.db, programme.actor
    act = act_commands.add_act(db, actor, programme.master, "Three")
    commands.move_items(db, actor, [programme.films[2]], act, None)
    moved = next(offer for offer in programme.offered(made) if "Dawn" in offer.sentence)
    with pytest.raises(BadInput, match="take that act over too"):
        take_offers(db, actor, made, [moved.key])
    assert len(programme.offered(made)) == 2
    programme.take_all(made)
    assert programme.order(made) == [["Ferry", "Harbour"], ["Credits"], ["Dawn"]]


def test_offers_that_have_changed_meanwhile_are_refused(programme: Programme) -> None:
    made = programme.derive()
    with pytest.raises(BadInput, match="changed again meanwhile"):
        take_offers(programme.db, programme.actor, made, ["item:999"])
    with pytest.raises(BadInput, match="Nothing was chosen"):
        take_offers(programme.db, programme.actor, made, [])


def test_terms_are_kept_and_nonsense_is_refused(programme: Programme) -> None:
    terms = Terms(("SE", "NO"), ("web",), date(2027, 1, 1), date(2027, 12, 31))
    made = programme.derive("international", terms=terms)
    with programme.db.reading() as session:
        assert terms_of(session, made) == terms
        assert terms_of(session, programme.master) == Terms()
    set_terms(programme.db, programme.actor, made, Terms(("DK",)))
    with programme.db.reading() as session:
        assert [row.terms for row in versions_of(session, programme.master)] == [Terms(("DK",))]
    with pytest.raises(BadInput, match="no country code"):
        set_terms(programme.db, programme.actor, made, Terms(("Sweden",)))
    with pytest.raises(BadInput, match="ends before it begins"):
        set_terms(programme.db, programme.actor, made, Terms((), (), date(2027, 2, 1), date(2027, 1, 1)))


def test_only_who_edits_episodes_derives_and_takes_over(programme: Programme) -> None:
    made = programme.derive()
    curator = Actor(None, "Rosa", frozenset({Role.CURATOR}))
    with pytest.raises(NotAllowed):
        derive_version(programme.db, curator, programme.master, "promo", plan(), Terms())
    with pytest.raises(NotAllowed):
        decline_offers(programme.db, curator, made, ["item:1"])


def test_versions_on_both_databases(db: Database, actor: Actor) -> None:
    programme = Programme(db, actor)
    made = programme.derive("promo", rate="30")
    commands.move_items(db, actor, [programme.films[0]], programme.two, None)
    programme.take_all(made)
    assert programme.order(made) == [["Harbour"], ["Ferry", "Dawn", "Credits"]]


def test_a_clone_has_the_shape_without_the_pieces_or_all_of_it(programme: Programme) -> None:
    db, actor = programme.db, programme.actor
    commands.lock_items(db, actor, [programme.films[0]], locked=True)
    bare = clone_episode(db, actor, programme.master, title="Second", number=2, with_pieces=False)
    assert programme.order(bare) == [[], ["Credits"]]
    whole = clone_episode(db, actor, programme.master, title="Third", number=3, with_pieces=True)
    assert programme.order(whole) == programme.order(programme.master)
    made = episode(db, whole)
    assert made.master_id is None
    assert made.shortlist_id != episode(db, programme.master).shortlist_id
    assert not item(db, load_items(db, whole)["Ferry"]).locked
    with pytest.raises(BadInput, match="already has an episode 2"):
        clone_episode(db, actor, programme.master, title="Again", number=2, with_pieces=False)


def load_items(db: Database, episode_id: int) -> dict[str, int]:
    """The items of an episode by their slugs."""
    with db.reading() as session:
        return {row.slug: row.id for act in load_episode(session, episode_id).acts for row in act.items}
