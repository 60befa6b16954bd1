"""Titles: nothing is lost, everything is large enough and lies where it is safe, every script is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from dashboard.assembly import lettering, titles
from dashboard.assembly.lettering import STRONG, TEXT, Placed
from dashboard.assembly.recipes import CardShot, LowerThird, SlateShot
from dashboard.assembly.titles import BOTTOM, LEADING, LEFT, RIGHT, ROOM, TOP

WORDS = st.lists(st.text("abcdeé李אم—", min_size=1, max_size=14), max_size=160)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=40, deadline=None)
@given(WORDS, st.sampled_from([" ", "\n", "\n\n"]), st.sampled_from(["", "Fog Bells"]))
def test_pages_hold_every_word_in_order(words: list[str], between: str, heading: str) -> None:
    text = between.join(words)
    _, pages = titles.paginate(text, heading=heading, byline="Ida Holm")
    assert _squeezed("".join(line for page in pages for line in page)) == _squeezed(text)


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_every_line_of_every_page_lies_in_the_safe_area(words: list[str]) -> None:
    size, pages = titles.paginate(" ".join(words), heading="Fog Bells", byline="Ida Holm")
    for number, page in enumerate(pages, start=1):
        card = CardShot("Fog Bells", page, size, "Ida Holm", number, len(pages), 100)
        layout = titles.card_layout(card)
        _assert_safe(layout.lines)
        body = [
            line for line in layout.lines if line.size == size and line.colour == lettering.INK and line.face == TEXT
        ]
        byline = next(line for line in layout.lines if line.text == "Ida Holm")
        assert all(line.baseline + size * 0.3 <= byline.baseline - byline.size * 0.7 for line in body)


def _assert_safe(lines: tuple[Placed, ...]) -> None:
    for line in lines:
        run = lettering.width(line.text, line.face, line.size)
        left = line.x - {"left": 0.0, "centre": run / 2, "right": run}[line.anchor]
        assert left >= LEFT - 1
        assert left + run <= RIGHT + 1
        assert line.baseline - line.size * 0.75 >= TOP - 8
        assert line.baseline <= BOTTOM


def test_names_are_at_least_a_twentieth_of_the_height() -> None:
    assert titles.NAME * 20 >= lettering.UNITS
    assert min(titles.BODY_SIZES) * 20 >= lettering.UNITS


def test_a_short_text_is_set_larger_than_a_long_one() -> None:
    short, _ = titles.paginate("I left the porch light burning.")
    long, pages = titles.paginate("I left the porch light burning. " * 60)
    assert short > long
    assert max(map(len, pages)) - min(map(len, pages)) <= 1


def test_stanzas_keep_their_lines() -> None:
    _, pages = titles.paginate("one\ntwo\n\nthree")
    assert pages == (("one", "two", "", "three"),)


@pytest.mark.parametrize("title", ["Night Ferry", "A very long title " * 5, "X" * 90])
def test_a_slate_lies_in_the_safe_area(title: str) -> None:
    _assert_safe(titles.slate_layout(SlateShot(title, "Ida Holm, 李明 and João Pérez", 50)).lines)


@pytest.mark.parametrize("size", [(640, 360), (1920, 1080)])
def test_a_lower_third_lies_in_the_safe_area_and_looks_alike_at_any_size(size: tuple[int, int]) -> None:
    panel, left, top = titles.lower_third_picture(LowerThird("Night Ferry", "Ida Holm, 李明", 0, 60), size)
    assert panel.getchannel("A").getextrema()[1] == 255
    assert left % 2 == top % 2 == panel.width % 2 == panel.height % 2 == 0
    scale = size[1] / 1080
    assert (left / scale, (top + panel.height) / scale) == pytest.approx((LEFT, BOTTOM + 14), abs=6)
    assert panel.width / scale == pytest.approx(461, abs=4)


@pytest.mark.parametrize(
    "name", ["Ida Holm", "Đặng Thị Hằng", "李明", "田中さくら", "אריאל כהן", "محمد علي", "Ольга", "Ωρίων"]
)
def test_a_name_is_drawn_in_signs_of_its_own(name: str) -> None:
    assert lettering.undrawable(name) == ""
    runs = lettering._runs(name, STRONG)
    assert "".join(part for _, part in runs) == name
    for font, part in runs:
        loaded = ImageFont.truetype(str(lettering.FONTS / font), 40)
        box = bytes(loaded.getmask("\U0010fffe"))
        assert all(bytes(loaded.getmask(sign)) != box for sign in part if not sign.isspace())


def test_a_line_of_two_scripts_changes_font_and_loses_nothing() -> None:
    runs = lettering._runs("李明 (drums), محمد علي", TEXT)
    assert "".join(part for _, part in runs) == "李明 (drums), محمد علي"
    assert [font for font, _ in runs] == ["DroidSansFallbackFull.ttf", TEXT, "DejaVuSans.ttf"]


def test_a_space_stays_between_two_directions() -> None:
    assert lettering._runs("Words by אריאל כהן", TEXT) == (
        (TEXT, "Words by "),
        ("DejaVuSans.ttf", "אריאל כהן"),
    )
    assert lettering._runs("李明 כהן", TEXT)[1] == (TEXT, " ")


def test_a_pictograph_is_left_out_and_an_unknown_letter_is_reported() -> None:
    assert "".join(part for _, part in lettering._runs("Ida 🎸", TEXT)).strip() == "Ida"
    assert lettering.undrawable("한국") == "한국"
    assert "".join(part for _, part in lettering._runs("한국", TEXT)) == "한국"


def test_arabic_is_joined_and_runs_from_the_right() -> None:
    """Isolated letters are wider than joined ones, and the first letter must stand rightmost."""
    name = "محمد"
    apart = sum(lettering.width(sign, TEXT, 60) for sign in name)
    assert lettering.width(name, TEXT, 60) < apart - 1
    image = Image.new("L", (400, 200))
    lettering.paint(image, [Placed("א111111", TEXT, 300, "#ffffff", 200, 800)])
    first = Image.new("L", (400, 200))
    lettering.paint(first, [Placed("א", TEXT, 300, "#ffffff", 200, 800)])
    rightmost = image.getbbox()
    assert rightmost is not None
    letter = first.getbbox()
    assert letter is not None
    shifted = image.crop((rightmost[2] - (letter[2] - letter[0]), letter[1], rightmost[2], letter[3]))
    assert shifted.tobytes() == first.crop(letter).tobytes()


@settings(max_examples=60, deadline=None)
@given(st.text("abé李 \nW-", max_size=120), st.integers(120, int(ROOM)))
def test_wrapped_lines_fit_and_keep_every_sign(text: str, room: int) -> None:
    lines = lettering.wrap(text, TEXT, 56, room)
    assert _squeezed("".join(lines)) == _squeezed(text)
    assert all(lettering.width(line, TEXT, 56) <= room for line in lines)


def test_the_ground_of_a_card_is_the_paper() -> None:
    picture = titles.composed(titles.card_layout(CardShot("", ("one",), 84, "", 1, 1, 9)), (640, 360))
    assert picture.getpixel((5, 5)) == (251, 250, 247)
    assert picture.size == (640, 360)
    assert LEADING > 1.2
