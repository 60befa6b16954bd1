"""Opening a page as somebody, and reading what it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("title", "header", "markdown", "caption", "info", "warning", "error", "success", "toast")


def opened(page: str, account_id: int, state: Mapping[str, Any] | None = None, **query: str) -> AppTest:
    """A page of the whole app, as one sees it who comes by a link."""
    at = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30)
    at.session_state["acting_as"] = account_id
    for name, value in (state or {}).items():
        at.session_state[name] = value
    for name, value in query.items():
        at.query_params[name] = value
    at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert not at.exception
    return at


def shown(at: AppTest) -> str:
    """Every sentence and figure on the page, toasts too, without the escapes of Markdown."""
    parts = [str(getattr(part, "value", "")) for kind in KINDS for part in at.get(kind)]
    parts += [f"{metric.label} {metric.value}" for metric in at.metric]
    parts += [str(part.proto.body) for part in at.get("html")]
    return typed("\n".join(parts))


def typed(markdown: str) -> str:
    """Words as they were before `plain` escaped them."""
    return re.sub(r":color\[(\\?.)\]", r"\1", markdown).replace("\\", "")
