"""Two reviewers."""

from __future__ import annotations

import pytest

from dashboard.people.roles import Actor
from dashboard.storage.engine import Database
from tests.curation.rounds.rounds import reviewer


@pytest.fixture
def rosa(db: Database) -> Actor:
    return reviewer(db, "Rosa")


@pytest.fixture
def halima(db: Database) -> Actor:
    return reviewer(db, "Halima")
