"""Who may do what: the one table of permissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dashboard.errors import NotAllowed


class Role(StrEnum):
    """What an account comes to do; one account may hold several."""

    CURATOR = "curator"
    PRODUCER = "producer"
    ACCOUNTANT = "accountant"
    ARTIST = "artist"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that can be allowed. The value completes the sentence "may …"."""

    SEE_HOME = "see the home page"
    SEE_PIECES = "look at contributions"
    SEE_RUNDOWN = "look at episodes and rundowns"
    SEE_CREDITS = "look at credits"
    SEE_MONEY = "look at payments"
    PULL = "pull contributions from a source"
    JUDGE = "confirm lineage and set clearance"
    SHORTLIST = "shortlist pieces"
    EDIT_EPISODE = "create and edit episodes"
    ASSEMBLE = "build the rough assembly"
    EXPORT_CREDITS = "export the credit sheet"
    EXPORT_MONEY = "export the payment sheet"
    MANAGE_PEOPLE = "manage people and roles"
    ALLOW_HOSTS = "allow sources on a private network"
    CONTRIBUTE = "contribute pieces"
    REACT = "like pieces, follow calls and report problems"
    RUN_CALLS = "open and change calls"
    KNOW_ARTISTS = "merge artists and decide who they are"
    ANSWER = "answer requests about pieces"
    REVIEW = "review pieces in rounds"
    RUN_ROUNDS = "run review rounds"
    SEE_INSIGHT = "look at how curation is going"


_C, _P, _M, _R, _A = Role.CURATOR, Role.PRODUCER, Role.ACCOUNTANT, Role.ARTIST, Role.ADMIN

ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.SEE_HOME: frozenset({_C, _P, _M, _R, _A}),
    Permission.SEE_PIECES: frozenset({_C, _P, _M, _R, _A}),
    Permission.SEE_RUNDOWN: frozenset({_C, _P, _M, _A}),
    Permission.SEE_CREDITS: frozenset({_C, _P, _M, _A}),
    Permission.SEE_MONEY: frozenset({_P, _M}),
    Permission.PULL: frozenset({_C, _P, _A}),
    Permission.JUDGE: frozenset({_C, _P}),
    Permission.SHORTLIST: frozenset({_C, _P}),
    Permission.EDIT_EPISODE: frozenset({_P}),
    Permission.ASSEMBLE: frozenset({_C, _P}),
    Permission.EXPORT_CREDITS: frozenset({_P, _M}),
    Permission.EXPORT_MONEY: frozenset({_M}),
    Permission.MANAGE_PEOPLE: frozenset({_A}),
    Permission.ALLOW_HOSTS: frozenset({_A}),
    Permission.CONTRIBUTE: frozenset({_R}),
    Permission.REACT: frozenset({_C, _P, _M, _R, _A}),
    Permission.RUN_CALLS: frozenset({_C, _P}),
    Permission.KNOW_ARTISTS: frozenset({_C, _P, _A}),
    Permission.ANSWER: frozenset({_C, _P}),
    Permission.REVIEW: frozenset({_C, _P}),
    Permission.RUN_ROUNDS: frozenset({_C, _P}),
    Permission.SEE_INSIGHT: frozenset({_C, _P, _A}),
}
"""An admin sees no money and edits no programme; whoever needs both holds both roles."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts, with the roles held at this moment."""

    account_id: int | None
    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles carries the permission."""
        return bool(self.roles & ALLOWED[permission])


OPERATOR = Actor(None, "command line", frozenset(Role))
"""Whoever can run commands on the machine; the machine's own login is the gate."""


def require(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed, naming whom to ask, unless the actor holds the permission."""
    if not actor.may(permission):
        holders = " or ".join(sorted(role.value for role in ALLOWED[permission]))
        raise NotAllowed(
            f"{actor.name} may not {permission.value}; that takes the role of {holders}, which an admin gives."
        )
