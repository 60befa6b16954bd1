"""The encoder's failures, told so that somebody can act on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.assembly.encoder import Encoder
from dashboard.errors import RenderFailed

TONE = ("-f", "lavfi", "-i", "sine=d=5", "-f", "wav")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here plays a full disk")
def test_a_full_disk_is_not_blamed_on_the_media() -> None:
    with pytest.raises(RenderFailed, match=r"^The disk was full when making the sound of “Loop”; make room"):
        Encoder(Path).run([*TONE, "/dev/full"], 5, "the sound of “Loop”")


def test_what_fails_names_its_item_and_the_last_words_of_ffmpeg(tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match=r"^The sound of “Loop” failed .*No such file.*; replace its media"):
        Encoder(Path).run(["-i", str(tmp_path / "gone"), *TONE, str(tmp_path / "out")], 5, "the sound of “Loop”")
