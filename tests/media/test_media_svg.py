"""Drawings from outside are made safe or refused."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from dashboard.errors import MediaRefused
from dashboard.media.svg import CleanSvg, clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">'
BOX = (1920, 1080)


def clean(text: str) -> CleanSvg:
    return clean_svg(text.encode(), "leaf.svg", box=BOX)


def refusal(text: str) -> str:
    with pytest.raises(MediaRefused) as refused:
        clean(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('width="40" height="20"', (1920, 960)),
        ('width="210mm" height="297mm"', (764, 1080)),
        ('viewBox="0 0 10 10"', (1080, 1080)),
        ('width="100%" height="100%" viewBox="50 -1 500 594"', (909, 1080)),
        ('width="4000000" height="1"', (1920, 1)),
    ],
)
def test_every_drawing_fills_the_box_as_far_as_its_shape_allows(root: str, size: tuple[int, int]) -> None:
    made = clean(f'<svg xmlns="http://www.w3.org/2000/svg" {root}><rect width="5" height="5"/></svg>')
    assert (made.width, made.height) == size
    written = fromstring(made.content)
    assert (written.get("width"), written.get("height")) == (str(size[0]), str(size[1]))
    assert written.get("viewBox")


def test_a_drawing_without_any_size_is_refused() -> None:
    assert "does not say how large it is" in refusal('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>')


def test_the_short_entities_of_illustrator_are_resolved() -> None:
    made = clean(
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [\n'
        '<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n<!ENTITY st0 "fill:#FF0000;">\n]>\n'
        '<svg xmlns="&ns_svg;" width="4" height="4"><rect style="&st0;" width="4" height="4"/></svg>'
    )
    assert b"fill:#FF0000;" in made.content
    assert b"DOCTYPE" not in made.content


@pytest.mark.parametrize(
    ("declared", "used", "reason"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;", "pulls in a file from outside"),
        ('<!ENTITY % p SYSTEM "http://a.example/x.dtd"> %p;', "", "pulls in a file from outside"),
        ('<!ENTITY % p "x">', "", "grow without end"),
        ('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">', "&b;", "grow without end"),
        ('<!ENTITY a "' + "x" * 5000 + '">', "&a;" * 100, "grow without end"),
    ],
)
def test_entities_that_read_or_grow_are_refused(declared: str, used: str, reason: str) -> None:
    assert reason in refusal(f"<!DOCTYPE svg [{declared}]>{HEAD}<text>{used}</text></svg>")


@pytest.mark.parametrize(
    "inside",
    [
        '<image xlink:href="file:///etc/passwd" width="9" height="9"/>',
        '<image href="https://a.example/x.png" width="9" height="9"/>',
        '<image href="photo.png" width="9" height="9"/>',
        '<image href="data:image/svg+xml;base64,AAAA" width="9" height="9"/>',
        '<use xlink:href="other.svg#leaf"/>',
        '<rect fill="url(http://a.example/x#y)" width="9" height="9"/>',
        "<rect style=\"fill: URL( 'x.svg#y' )\" width='9' height='9'/>",
        "<style>@import 'x.css';</style>",
        "<style>rect { fill: url(//a.example/x) }</style>",
    ],
)
def test_what_is_not_in_the_file_is_refused_and_named(inside: str) -> None:
    assert "shows something that is not in the file" in refusal(f"{HEAD}{inside}</svg>")


def test_a_script_is_refused() -> None:
    assert "contains a script" in refusal(f"{HEAD}<g><SCRIPT>alert(1)</SCRIPT></g></svg>".replace("SCRIPT", "script"))


def test_links_events_metadata_and_foreign_elements_go_and_the_shapes_stay() -> None:
    made = clean(
        f'{HEAD}<metadata xmlns:x="urn:x"><x:y>z</x:y></metadata><a xlink:href="https://a.example">'
        '<rect onclick="steal()" fill="url(#red)" width="9" height="9"/></a>'
        '<use xlink:href="#leaf"/><image href="data:image/png;base64,AAAA"/><text>a<b xmlns="urn:b"/>c</text>'
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>no</p></foreignObject></svg>"
    )
    for gone in (b"onclick", b"a.example", b"foreignObject", b"urn:", b"xhtml"):
        assert gone not in made.content
    for kept in (b'fill="url(#red)"', b'href="#leaf"', b"data:image/png", b">ac<"):
        assert kept in made.content


def test_the_oldest_drawings_without_a_namespace_are_drawn() -> None:
    assert b"http://www.w3.org/2000/svg" in clean('<svg width="4" height="4"><rect/></svg>').content


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<svg", "not a drawing that can be read"),
        ("", "not a drawing that can be read"),
        (f"{HEAD}<g></svg>", "not a drawing that can be read"),
        ("<html><body/></html>", "holds no drawing"),
        (HEAD + "<g>" * 3000 + "</g>" * 3000 + "</svg>", "too deeply nested"),
        ('<?xml version="1"?>' + HEAD + "</svg>", "XML has no version 1"),
        (f'{HEAD}<g xmlns:bad="a b &amp; c"/></svg>', "is not an address"),
    ],
)
def test_what_is_no_drawing_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert reason in refusal(text)
