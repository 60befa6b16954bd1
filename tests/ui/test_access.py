"""Every page for every role: open to whom it should be, closed with whom to ask for all others."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.people.roles import ALLOWED, Permission, Role
from dashboard.ui.screens import SCREENS

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ("markdown", "metric", "dataframe", "table", "button", "download_button", "caption", "heading_2")
PAGES = sorted((ROOT / "pages").glob("*.py"))


def asked_permission(page: Path) -> Permission | None:
    """What the first statement of a page that does anything asks of the guard."""
    first = next(node for node in ast.parse(page.read_text()).body if not _does_nothing(node))
    match getattr(first, "value", None):
        case ast.Call(func=ast.Name("guard"), args=[ast.Attribute(ast.Name("Permission"), name)]):
            return Permission[name]
    return None


def _does_nothing(node: ast.stmt) -> bool:
    """A docstring, an import, a named value: nothing is called."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    is_value = isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr)
    return is_value and not any(isinstance(part, ast.Call) for part in ast.walk(node))


def test_every_page_is_a_screen_and_every_screen_a_page() -> None:
    assert {page.stem for page in PAGES} == {screen.name for screen in SCREENS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_first_statement_of_a_page_asks_for_the_permission_of_its_screen(page: Path) -> None:
    screen = next(screen for screen in SCREENS if screen.name == page.stem)
    assert asked_permission(page) == screen.permission


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_opens_for_its_roles_only(page: Path, role: Role, people: dict[Role, int]) -> None:
    permission = asked_permission(page)
    assert permission is not None
    at = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30)
    at.session_state["acting_as"] = people[role]
    if page.stem != SCREENS[0].name:
        at.switch_page(str(page))
    at.run()
    assert not at.exception
    titles = [title.value for title in at.main.title]
    if role in ALLOWED[permission]:
        assert "No access" not in titles
        assert not [error.value for error in at.main.error]
    else:
        assert titles == ["No access"]
        assert len(at.main.info) == 1 and permission.value in at.main.info[0].value
        assert not [kind for kind in CONTENT if at.main.get(kind)]
