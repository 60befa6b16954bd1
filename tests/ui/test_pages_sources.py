"""The page of sources on a real database: settings, columns, schedule, what was sent, hosts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from dashboard.community.tables import Contribution, Source
from dashboard.intake.pull import pull
from dashboard.intake.service import add_source
from dashboard.intake.tables import AllowedHost
from dashboard.media.store import MediaStore
from dashboard.people.roles import OPERATOR, Role
from dashboard.settings import settings
from dashboard.storage.engine import Database
from tests.ui.showing import opened, shown

FORM = "Timestamp,Who are you,Working name,Upload your file\n11/3/2026,Ida Holm,Salt,https://files.example.org/a.mp3\n"


def test_the_columns_of_a_table_are_shown_and_corrected(
    house: Database, people: dict[Role, int], tmp_path: Path
) -> None:
    table = tmp_path / "answers.csv"
    table.write_text(FORM)
    source_id = add_source(house, OPERATOR, str(table))
    page = opened("sources", people[Role.CURATOR])
    key = f"{source_id}_1"
    page.session_state[f"source{source_id}"] = True
    page.run()
    assert page.selectbox(key=f"column_artist_{key}").value == "Who are you"
    assert page.selectbox(key=f"column_title_{key}").value == "None of them"
    page.selectbox(key=f"column_title_{key}").set_value("Working name")
    page.selectbox(key=f"source_every_{key}").set_value(1440)
    page.button(key=f"source_save_{key}").click().run()
    assert not page.exception
    with house.reading() as session:
        source = session.get_one(Source, source_id)
        assert source.settings["columns"]["title"] == "Working name"
        assert (source.every_minutes, source.next_pull_at is not None, source.version) == (1440, True, 2)
    result = pull(house, MediaStore(settings().media_root), OPERATOR, table)
    assert (result.new, result.rejected) == (1, 0)
    with house.reading() as session:
        assert session.scalars(select(Contribution.title)).one() == "Salt"


def test_what_was_sent_is_shown_as_it_came(house: Database, people: dict[Role, int], tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"id": "#REF!", "title": "Wreck", "smell": "salt"}\n{"id": "1", "title": "Salt"}\n')
    pull(house, MediaStore(settings().media_root), OPERATOR, lines)
    page = opened("sources", people[Role.PRODUCER])
    page.session_state["raw1"] = True
    page.run()
    assert '"smell": "salt"' in page.code[0].value
    assert "was spoilt by a spreadsheet" in shown(page)


def test_only_an_admin_allows_hosts(house: Database, people: dict[Role, int]) -> None:
    assert "Hosts on our own network" not in [e.label for e in opened("sources", people[Role.CURATOR]).expander]
    page = opened("sources", people[Role.ADMIN])
    page.text_input(key="host_name").set_value("archive.studio:8080")
    next(button for button in page.button if button.label == "Allow").click().run()
    with house.reading() as session:
        assert session.scalars(select(AllowedHost.host)).all() == ["archive.studio:8080"]
