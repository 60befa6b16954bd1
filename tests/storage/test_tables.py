"""Each room's tables stand on their own: a command that loads one room meets no table that it cannot find."""

from __future__ import annotations

import importlib

import pytest

from dashboard.settings import ROOT
from dashboard.storage.base import Base

ROOMS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "dashboard").glob("[!u]*/tables.py")
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_table_that_points_to_another_imports_it(room: str) -> None:
    module = importlib.import_module(room)
    loaded = {thing.__tablename__ for thing in vars(module).values() if _is_table(thing)}
    own = [thing for thing in vars(module).values() if _is_table(thing) and thing.__module__ == room]
    assert own
    for table in own:
        for key in table.__table__.foreign_keys:
            assert key.target_fullname.split(".")[0] in loaded, f"{table.__name__} points to {key.target_fullname}"


def _is_table(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Base) and thing is not Base
