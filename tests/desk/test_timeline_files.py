"""A rundown as files for an editor's program, by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.desk.timeline_files import write_timelines
from dashboard.errors import BadInput
from tests.rundown.interchange.test_golden import GOLDEN, programme


def test_the_files_of_a_rundown_are_written_by_their_names(tmp_path: Path) -> None:
    written = write_timelines(tmp_path, programme())
    assert {name: path.name for name, path in written.items()} == {
        "otio": "timeline.otio",
        "edl_v1": "timeline_V1.edl",
        "edl_zip": "timeline_edl.zip",
        "fcp7_xml": "timeline.xml",
    }
    assert written["edl_v1"].read_bytes() == (GOLDEN / "programme_V1.edl").read_bytes()


def test_a_place_that_takes_no_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(BadInput, match="could not be written"):
        write_timelines(tmp_path / "file", programme())
