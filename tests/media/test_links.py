"""Signed links and their key: what is accepted, what is not, and that an address stays the same."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import NotAllowed, SettingsWrong
from dashboard.media.link_key import link_key, stored_key
from dashboard.media.links import Claim, expiry, sign, verify

KEY = b"k" * 32
HASH = "ab" * 32
TOKEN = sign(HASH, "video/mp4", 1000, KEY)


def test_a_link_says_what_was_signed_until_the_second_it_ends() -> None:
    assert verify(TOKEN, 999.9, KEY) == Claim(HASH, "video/mp4", 1000)
    with pytest.raises(NotAllowed):
        verify(TOKEN, 1000, KEY)


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_no_link_with_one_other_character_is_accepted(position: int, other: str) -> None:
    changed = TOKEN[:position] + other + TOKEN[position + 1 :]
    try:
        claim = verify(changed, 0, KEY)
    except NotAllowed:
        return
    # The last character of a Base64 part holds spare bits: another spelling, never another claim.
    assert claim == Claim(HASH, "video/mp4", 1000)


@given(st.text())
def test_no_invented_link_is_accepted(token: str) -> None:
    with pytest.raises(NotAllowed):
        verify(token, 0, KEY)


def test_a_link_of_another_key_is_refused() -> None:
    with pytest.raises(NotAllowed):
        verify(sign(HASH, "video/mp4", 1000, b"o" * 32), 0, KEY)


@given(st.floats(0, 4e9))
def test_a_link_lasts_six_to_twelve_hours(now_s: float) -> None:
    lasts_s = expiry(now_s) - now_s
    assert lasts_s > 6 * 3600
    assert lasts_s <= 12 * 3600


def test_two_links_made_within_the_same_six_hours_are_equal() -> None:
    assert expiry(21_600) == expiry(43_199.9) != expiry(43_200)


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "home" / "link.key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: stored_key(file), range(32)))
    assert len(keys) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [left.name for left in file.parent.iterdir()] == ["link.key"]


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "link.key").write_bytes(b"short")
    with pytest.raises(SettingsWrong, match=r"link\.key is damaged"):
        stored_key(tmp_path / "link.key")


def test_a_key_of_the_environment_must_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    link_key.cache_clear()
    monkeypatch.setenv("GREENROOM_LINK_KEY", "short")
    with pytest.raises(SettingsWrong, match="GREENROOM_LINK_KEY is shorter"):
        link_key()
    monkeypatch.setenv("GREENROOM_LINK_KEY", "x" * 40)
    assert len(link_key()) == 32
    link_key.cache_clear()
