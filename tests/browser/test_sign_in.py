"""Through the door in a real browser: the provider, roles that change, deep links, the local mode."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.people.roles import OPERATOR, Role
from dashboard.people.service import accounts, add_account, change_account
from tests.running_server import RunningServer, add_sample_person, database_of, free_port, greenroom, running

pytestmark = pytest.mark.browser

SAM, IDA, BEN = "sam@example.org", "ida@example.org", "ben@example.org"
CLAIMS: tuple[dict[str, object], ...] = (
    {"sub": SAM, "email": SAM, "name": "Sam Reyes", "email_verified": True},
    {"sub": IDA, "email": IDA, "name": "Ida Holm"},
    {"sub": BEN, "email": BEN, "name": "Ben Okoro", "email_verified": False},
)
SECRETS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "a secret for tests that is long enough to sign with"
client_id = "greenroom"
client_secret = "not a secret"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """Greenroom with a sign-in provider; Sam is named admin in its environment."""
    home = tmp_path_factory.mktemp("guarded")
    port, provider = free_port(), free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(provider)]
    for claims in CLAIMS:
        command += ["--user-claims", json.dumps(claims)]
    health = f"http://localhost:{provider}/.well-known/openid-configuration"
    with (
        running(command, health, home / "provider.log", {}),
        greenroom(home, port=port, secrets=SECRETS.format(port=port, provider=provider), GREENROOM_ADMIN=SAM) as server,
    ):
        yield server


def sign_in(page: Page, server: RunningServer, who: str, path: str = "/") -> None:
    page.goto(server.url + path)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=who).click()
    page.wait_for_url(f"{server.url}/**")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def inside_as(page: Page, name: str) -> None:
    """Past the door: the navigation is there and says whose it is."""
    expect(page.get_by_test_id("stSidebar").get_by_text(name)).to_be_visible()
    expect(page.get_by_role("link", name="Home")).to_be_visible()


def test_the_named_admin_signs_in_through_the_provider_and_out_again(guarded: RunningServer, page: Page) -> None:
    sign_in(page, guarded, SAM)
    inside_as(page, "Sam Reyes")
    expect(page.get_by_role("link", name="People")).to_be_visible()
    expect(page.get_by_role("link", name="Payments")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{guarded.url}/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Sam Reyes")).to_have_count(0)


def test_signing_in_leads_back_to_the_page_that_was_asked_for(guarded: RunningServer, page: Page) -> None:
    sign_in(page, guarded, SAM, "/people?show=closed&page=2")
    inside_as(page, "Sam Reyes")
    assert page.url == f"{guarded.url}/people?show=closed&page=2"
    assert "greenroom_next" not in {cookie.get("name") for cookie in page.context.cookies()}


def test_roles_given_and_an_account_closed_meanwhile_hold_at_the_next_run(guarded: RunningServer, page: Page) -> None:
    db = database_of(guarded.home)
    sign_in(page, guarded, SAM)
    inside_as(page, "Sam Reyes")
    page.context.clear_cookies()
    sign_in(page, guarded, IDA)
    heading(page, "Welcome, Ida Holm")
    expect(page.get_by_text("You have no role yet. Ask an admin (Sam Reyes)")).to_be_visible()

    with db.reading() as session:
        ida = next(account for account in accounts(session) if account.email == IDA)
    change_account(db, OPERATOR, ida.id, version=1, roles=[Role.CURATOR], active=True)
    page.reload()
    inside_as(page, "Ida Holm")
    page.goto(f"{guarded.url}/payments")
    heading(page, "No access")
    expect(page.get_by_text("Ida Holm may not look at payments")).to_be_visible()

    change_account(db, OPERATOR, ida.id, version=2, roles=[Role.CURATOR], active=False)
    page.reload()
    expect(page.get_by_text("This account has been closed")).to_be_visible()
    expect(page.get_by_role("link", name="Trending")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_an_address_that_the_provider_has_not_verified_is_refused(guarded: RunningServer, page: Page) -> None:
    add_account(database_of(guarded.home), OPERATOR, BEN, "Ben", [Role.ADMIN])
    sign_in(page, guarded, BEN)
    expect(page.get_by_text(f"has not verified {BEN} yet")).to_be_visible()
    expect(page.get_by_role("link", name="People")).to_have_count(0)


def test_payments_as_the_very_first_request_of_a_server_goes_through_the_router(
    tmp_path: Path, page: Page, strangers: list[str]
) -> None:
    db = database_of(tmp_path)
    add_sample_person(db, "Cora", Role.CURATOR)
    add_sample_person(db, "Mina", Role.ACCOUNTANT)
    with greenroom(tmp_path) as server:
        page.goto(f"{server.url}/payments")
        heading(page, "No access")
        expect(page.get_by_text("Cora may not look at payments")).to_be_visible()
        expect(page.get_by_text("Local mode: only this machine can open this page.")).to_be_visible()
        expect(page.get_by_role("link", name="Trending")).to_be_visible()
        expect(page.get_by_role("link", name="Payments")).to_have_count(0)

        page.get_by_role("combobox", name="You act as").click()
        page.get_by_role("option", name="Mina").click()
        expect(page.get_by_role("link", name="Payments")).to_be_visible()
        expect(page.get_by_role("heading", name="No access")).to_have_count(0)
    assert strangers == []
