"""A house for pages to run in: its own home folder and database, local mode, a person for each role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from dashboard.media.link_key import link_key
from dashboard.people.roles import Role
from dashboard.settings import settings
from dashboard.storage.engine import Database, database
from dashboard.ui.sign_in import local_mode
from tests.running_server import add_sample_person

CACHES = (settings, database, local_mode, link_key)


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database that pages find; what a process remembers is forgotten before and after."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(sqlite_template, home / "greenroom.db")
    monkeypatch.setenv("GREENROOM_HOME", str(home))
    for remembered in CACHES:
        remembered.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
    yield database()
    database().engine.dispose()
    for remembered in CACHES:
        remembered.cache_clear()


@pytest.fixture
def people(house: Database) -> dict[Role, int]:
    """Account ids of sample people, one for each role."""
    return {role: add_sample_person(house, f"{role.value.title()} Person", role) for role in Role}
