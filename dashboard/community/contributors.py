"""Contributors: one person behind several handles, merged and split again, and what a person says of themself.

Merging changes `same_as_id` and nothing else: credits go on pointing at the handle that they came in under. Who was
merged into whom is in the audit trail, from which splitting knows what a row had brought along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dashboard.community.artists import people_of
from dashboard.community.claims import CLAIM_CONFIRMED
from dashboard.community.submission_tables import Claim
from dashboard.community.tables import Contributor
from dashboard.errors import BadInput, NotAllowed, NotFound, Stale
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry

LONGEST_NAME, LONGEST_LINK, MOST_LINKS = 120, 500, 10
MERGED, SPLIT = "contributor.merged", "contributor.split"
_GONE = "That artist is no longer here; look for them on the Artists page."


@dataclass(frozen=True)
class PersonPlan:
    """What is to be known of a person in public."""

    credit_name: str
    """As it is to stand in the roll."""
    pronouns: str = ""
    links: tuple[str, ...] = ()
    """Public addresses, http or https."""
    country: str = ""
    takes_no_credit: bool = False
    """Asked not to be named; paid all the same."""

    def check(self) -> None:
        """Raise BadInput for what cannot stand on a page or in a roll."""
        if not self.credit_name.strip():
            raise BadInput("A credit needs a name; write it as it is to stand in the roll.")
        if max(map(len, (self.credit_name, self.pronouns, self.country))) > LONGEST_NAME:
            raise BadInput(f"Names, pronouns and countries hold {LONGEST_NAME} characters; shorten them.")
        if len(self.links) > MOST_LINKS:
            raise BadInput(f"At most {MOST_LINKS} links are kept; leave some out.")
        for link in self.links:
            _check_link(link)


def _check_link(link: str) -> None:
    try:
        parts = urlsplit(link)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good or any(c.isspace() for c in link) or not link.isprintable() or len(link) > LONGEST_LINK:
        raise BadInput(f"“{link[:80]}” is no link; write it out, such as https://example.org/me.")


def change_person(db: Database, actor: Actor, contributor_id: int, version: int, plan: PersonPlan) -> None:
    """Change what is known of a person, by themself or by whoever knows the artists.

    It is kept on the main row, `version` is that row's. Raises Stale when somebody changed it since.
    """
    plan.check()
    knows = actor.may(Permission.KNOW_ARTISTS) or not actor.may(Permission.CONTRIBUTE)
    needed = Permission.KNOW_ARTISTS if knows else Permission.CONTRIBUTE
    with command(db, actor, needed, "contributor.changed", ("contributor", contributor_id)) as change:
        person = _locked_person(change.session, contributor_id)
        if not knows and person.id not in people_of(change.session, actor.account_id):
            raise NotAllowed(f"Only {person.credit_name} or a curator changes this; claim the artist if it is you.")
        if person.version != version:
            raise Stale(f"Somebody else changed “{person.credit_name}”; look again and repeat your change.")
        wanted = {
            "credit_name": " ".join(plan.credit_name.split()),
            "pronouns": plan.pronouns.strip(),
            "links": list(dict.fromkeys(plan.links)),
            "country": plan.country.strip(),
            "takes_no_credit": plan.takes_no_credit,
        }
        changed = [name for name, value in wanted.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, wanted[name])
        person.version += 1
        change.subject, change.detail = ("contributor", person.id), {"changed": changed}


def merge(db: Database, actor: Actor, contributor_id: int, into_id: int) -> None:
    """Say that two contributors are one person, who goes by the name and facts of `into_id` from now on.

    Whoever was merged into the first comes along. Refused for two who belong to different accounts.
    """
    with command(db, actor, Permission.KNOW_ARTISTS, MERGED, ("contributor", contributor_id)) as change:
        session = change.session
        people = {_person(session, id_).id for id_ in (contributor_id, into_id)}
        for person_id in sorted(people):
            _locked_person(session, person_id)
        leaving, staying = _person(session, contributor_id), _person(session, into_id)
        if leaving is staying:
            raise BadInput(f"Both are “{staying.credit_name}” already; there is nothing to merge.")
        group = _group(session, leaving.id)
        _refuse_two_accounts(group, _group(session, staying.id))
        for row in group:
            row.same_as_id = staying.id
        leaving.version += 1
        staying.version += 1
        change.subject = ("contributor", leaving.id)
        change.detail = {"into": staying.id, "with": [row.id for row in group if row.id != leaving.id]}


def split(db: Database, actor: Actor, contributor_id: int) -> None:
    """Say that a merged contributor is somebody else after all; what it had brought along goes with it."""
    with command(db, actor, Permission.KNOW_ARTISTS, SPLIT, ("contributor", contributor_id)) as change:
        session = change.session
        row = session.get(Contributor, contributor_id, with_for_update={"of": Contributor})
        if row is None:
            raise NotFound(_GONE)
        if row.same_as_id is None:
            raise BadInput(f"“{row.credit_name}” is merged into nobody; split the others from it instead.")
        main = _locked_person(session, row.same_as_id)
        group = _group(session, main.id)
        along = _brought_along(session, row.id, group)
        for each in group:
            if each.id in along:
                each.same_as_id = None if each.id == row.id else row.id
        _take_back_accounts(session, group, along)
        row.version += 1
        main.version += 1
        change.detail = {"from": main.id, "with": sorted(along - {row.id})}


def _take_back_accounts(session: Session, group: Collection[Contributor], along: Collection[int]) -> None:
    """Whoever got an account by a claim on the other part of the person goes without it."""
    ids = [row.id for row in group]
    claims = {claim.id: claim for claim in session.scalars(select(Claim).where(Claim.contributor_id.in_(ids)))}
    entries = select(AuditEntry).where(
        AuditEntry.action == CLAIM_CONFIRMED,
        AuditEntry.subject == "claim",
        AuditEntry.subject_id.in_([str(id_) for id_ in claims]),
    )
    for entry in session.scalars(entries):
        claim = claims[int(entry.subject_id)]
        given = set(entry.detail.get("given", ()))
        for row in group:
            is_apart = (row.id in along) != (claim.contributor_id in along)
            if is_apart and row.id in given and row.account_id == claim.account_id:
                row.account_id = None


def _brought_along(session: Session, row_id: int, group: Collection[Contributor]) -> set[int]:
    """The row itself and those that were merged into it, or into one of those, before it was merged on."""
    merged_into = _merged_into(session, [each.id for each in group])
    found = {row_id}
    while met := {each.id for each in group if merged_into.get(each.id) in found} - found:
        found |= met
    return found


def _merged_into(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """For each of these rows the one that a person merged it into by itself, unless it was split off since."""
    query = select(AuditEntry).where(
        AuditEntry.action.in_((MERGED, SPLIT)),
        AuditEntry.subject == "contributor",
        AuditEntry.subject_id.in_([str(id_) for id_ in ids]),
    )
    last = {int(entry.subject_id): entry for entry in session.scalars(query.order_by(AuditEntry.id))}
    return {id_: int(entry.detail["into"]) for id_, entry in last.items() if entry.action == MERGED}


def _person(session: Session, contributor_id: int) -> Contributor:
    row = session.get(Contributor, contributor_id)
    if row is None:
        raise NotFound(_GONE)
    return row if row.same_as_id is None else session.get_one(Contributor, row.same_as_id)


def _locked_person(session: Session, contributor_id: int) -> Contributor:
    """The main row of a person, which nobody else changes until this is done."""
    person = _person(session, contributor_id)
    session.refresh(person, with_for_update={"of": Contributor})
    if person.same_as_id is not None:
        raise Stale(f"Somebody else just merged “{person.credit_name}”; look again and repeat your change.")
    return person


def _group(session: Session, person_id: int) -> list[Contributor]:
    """All rows of one person, the main one first."""
    rows = select(Contributor).where(or_(Contributor.id == person_id, Contributor.same_as_id == person_id))
    return sorted(session.scalars(rows), key=lambda row: (row.id != person_id, row.id))


def _refuse_two_accounts(one: Collection[Contributor], other: Collection[Contributor]) -> None:
    accounts = {row.account_id for row in (*one, *other)} - {None}
    if len(accounts) > 1:
        names = [next(iter(group)).credit_name for group in (one, other)]
        raise BadInput(
            f"“{names[0]}” and “{names[1]}” belong to two different accounts, so they are two people; "
            "settle with both whose account it is first."
        )
