"""The guard and the router: closed unless somebody proven holds the role, and calm when something fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.navigation.page import Page
from streamlit.testing.v1 import AppTest

from dashboard.errors import NotAllowed, SettingsWrong
from dashboard.people.roles import OPERATOR, Permission, Role
from dashboard.people.service import add_account, sign_in
from dashboard.storage.engine import Database
from dashboard.ui.guard import guard
from dashboard.ui.sign_in import local_mode

ROOT = Path(__file__).resolve().parents[2]
AUTH = {"auth": {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "x" * 40}}
IDA = {"is_logged_in": True, "email": "ida@example.org", "name": "Ida Holm"}


def guarded_script(permission: str) -> None:
    import streamlit as st  # noqa: PLC0415

    from dashboard.people.roles import Permission  # noqa: PLC0415
    from dashboard.ui.guard import guard  # noqa: PLC0415

    actor = guard(Permission[permission])
    st.write(f"the books of {actor.name}")


def script(permission: Permission, user: dict[str, Any] | None = None, **state: Any) -> AppTest:
    """A page that runs by itself, as if a link had reached it before the router."""
    at = AppTest.from_function(guarded_script, args=(permission.name,), default_timeout=20)
    return _run(at, user, state)


def app(user: dict[str, Any] | None = None, **state: Any) -> AppTest:
    return _run(AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=20), user, state)


def _run(at: AppTest, user: dict[str, Any] | None, state: dict[str, Any]) -> AppTest:
    if user is not None:
        at.secrets.update(AUTH)
        at.user = user
    for name, value in state.items():
        at.session_state[name] = value
    return at.run()


def shown(at: AppTest) -> str:
    """Every sentence of the page itself."""
    parts = [*at.main.title, *at.main.markdown, *at.main.info, *at.main.error, *at.main.caption]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def test_before_there_are_sample_people_the_local_user_may_do_everything(house: Database) -> None:
    assert shown(script(Permission.SEE_MONEY)) == "the books of Local user"


def test_the_chosen_sample_person_is_who_acts(people: dict[Role, int]) -> None:
    assert shown(script(Permission.SEE_MONEY, acting_as=people[Role.ACCOUNTANT])) == "the books of Accountant Person"


def test_without_the_permission_the_page_ends_with_whom_to_ask(people: dict[Role, int]) -> None:
    at = script(Permission.SEE_MONEY, acting_as=people[Role.CURATOR])
    assert "Curator Person may not look at payments" in shown(at) and "accountant" in shown(at)
    assert "the books" not in shown(at) and not at.exception


def test_a_choice_that_is_nobody_falls_back_to_the_first_sample_person(people: dict[Role, int]) -> None:
    assert "Curator Person" in shown(script(Permission.SEE_MONEY, acting_as=10**6))


def test_only_sample_people_can_be_acted_as(people: dict[Role, int], house: Database) -> None:
    boss = add_account(house, OPERATOR, "boss@example.org", "Boss", [Role.ACCOUNTANT])
    assert "the books" not in shown(script(Permission.SEE_MONEY, acting_as=boss))


def test_whoever_has_not_signed_in_sees_nothing(house: Database, people: dict[Role, int]) -> None:
    at = script(Permission.SEE_HOME, {"is_logged_in": False}, acting_as=people[Role.ADMIN])
    assert "the books" not in shown(at) and "Sign in first" in shown(at)


def test_with_sign_in_the_claims_of_the_provider_decide_and_no_choice_of_the_session(
    house: Database, people: dict[Role, int]
) -> None:
    sign_in(house, "ida@example.org", "Ida Holm")
    assert "the books" not in shown(script(Permission.SEE_MONEY, IDA, acting_as=people[Role.ACCOUNTANT]))


@pytest.mark.parametrize("verified", [False, "false", "False"])
def test_an_address_that_was_not_verified_is_nobody(house: Database, verified: object) -> None:
    add_account(house, OPERATOR, "ida@example.org", "Ida", list(Role))
    assert "the books" not in shown(script(Permission.SEE_HOME, {**IDA, "email_verified": verified}))


def test_claims_without_an_address_are_nobody(house: Database) -> None:
    at = script(Permission.SEE_HOME, {"is_logged_in": True, "name": "Ida"})
    assert "gave no e-mail address" in shown(at) and "the books" not in shown(at)


def test_outside_a_running_app_the_guard_raises(house: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.ui.guard.present", lambda: None)
    with pytest.raises(NotAllowed, match="Sign in first"):
        guard(Permission.SEE_HOME)


def test_the_local_mode_is_closed_where_the_server_listens_to_others(
    house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: "::" if name == "server.address" else [])
    at = script(Permission.SEE_HOME)
    assert "the books" not in shown(at) and "answers only the machine it runs on" in shown(at)


def test_secrets_that_cannot_be_read_are_no_local_mode(
    house: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    monkeypatch.setattr(st, "get_option", lambda _: [str(broken)])
    with pytest.raises(SettingsWrong, match=r"secrets\.toml cannot be read"):
        local_mode()


def test_the_door_shows_one_button_and_no_navigation(house: Database) -> None:
    at = app({"is_logged_in": False})
    assert [button.label for button in at.button] == ["Sign in"]
    assert not at.sidebar.markdown


def test_an_account_without_roles_is_told_whom_to_ask(house: Database) -> None:
    add_account(house, OPERATOR, "boss@example.org", "Berit Boss", [Role.ADMIN])
    at = app(IDA)
    assert at.title[0].value == "Welcome, Ida Holm"
    assert "Ask an admin (Berit Boss) to give you one" in shown(at)


def test_a_name_is_shown_as_it_is_and_never_as_a_picture_from_elsewhere(house: Database) -> None:
    trick = "![x](http://evil.example/x.png)"
    assert app({**IDA, "name": trick}).title[0].value == r"Welcome, \!\[x\]\(http:color[\:]//evil\.example/x\.png\)"


def test_the_local_mode_says_so_and_who_acts(people: dict[Role, int]) -> None:
    at = app(acting_as=people[Role.PRODUCER])
    assert "Local mode: only this machine can open this page." in at.sidebar.caption[0].value
    assert at.sidebar.selectbox[0].value == people[Role.PRODUCER]


def test_a_fault_on_a_page_is_one_calm_sentence_with_a_reference(
    house: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_self: object) -> None:
        raise ZeroDivisionError("the inside of the program")

    monkeypatch.setattr(Page, "run", break_down)
    at = app()
    assert not at.exception
    assert "Something went wrong on our side" in at.error[0].value
    assert "the inside of the program" not in at.error[0].value
    reference = at.error[0].value.split("**")[1]
    assert reference in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_refusal_on_a_page_is_its_own_sentence(
    house: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_self: object) -> None:
        raise NotAllowed("Ask Ida Holm.")

    monkeypatch.setattr(Page, "run", refuse)
    assert shown(app()) == "Ask Ida Holm."
    assert "Traceback" not in caplog.text
