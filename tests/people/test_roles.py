"""The permission table: what each role is for, and what it is kept from."""

from __future__ import annotations

import pytest

from dashboard.errors import NotAllowed
from dashboard.people.roles import ALLOWED, OPERATOR, Actor, Permission, Role, require


def somebody(*roles: Role) -> Actor:
    return Actor(1, "Somebody", frozenset(roles))


def test_every_permission_says_who_holds_it() -> None:
    assert set(ALLOWED) == set(Permission)
    assert all(ALLOWED.values())


def test_an_admin_sees_no_money_and_edits_no_programme() -> None:
    admin = somebody(Role.ADMIN)
    assert not admin.may(Permission.SEE_MONEY)
    assert not admin.may(Permission.EDIT_EPISODE)
    assert admin.may(Permission.MANAGE_PEOPLE)


def test_only_an_accountant_exports_payments() -> None:
    assert ALLOWED[Permission.EXPORT_MONEY] == {Role.ACCOUNTANT}


def test_an_artist_contributes_and_touches_nothing_of_the_programme() -> None:
    may = {permission for permission in Permission if somebody(Role.ARTIST).may(permission)}
    assert may == {Permission.SEE_HOME, Permission.SEE_PIECES, Permission.CONTRIBUTE, Permission.REACT}


def test_roles_add_up() -> None:
    both = somebody(Role.ADMIN, Role.ACCOUNTANT)
    assert both.may(Permission.MANAGE_PEOPLE) and both.may(Permission.EXPORT_MONEY)


def test_a_refusal_names_the_person_and_whom_to_ask() -> None:
    with pytest.raises(NotAllowed, match="may not export the payment sheet; that takes the role of accountant"):
        require(somebody(Role.CURATOR), Permission.EXPORT_MONEY)


def test_nobody_may_anything() -> None:
    assert not any(somebody().may(permission) for permission in Permission)


def test_the_command_line_may_everything() -> None:
    assert all(OPERATOR.may(permission) for permission in Permission)
