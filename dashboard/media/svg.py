"""Makes an SVG from outside safe to rasterise: no scripts, outside references or entities, a known size."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from dashboard.errors import MediaRefused

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
MAX_BYTES = 32 << 20
MAX_ELEMENTS = 200_000
MAX_DEPTH = 200
MAX_ENTITIES = 100
MAX_ENTITY_CHARS = 512
USER_UNITS_PER_INCH = 90
"""What drawing programs assumed while they still wrote millimetres without a viewBox."""

_UNITS = {
    "": Fraction(1), "px": Fraction(1), "in": Fraction(USER_UNITS_PER_INCH),
    "pt": Fraction(USER_UNITS_PER_INCH, 72),
    "pc": Fraction(USER_UNITS_PER_INCH, 6), "cm": Fraction(USER_UNITS_PER_INCH * 100, 254),
    "mm": Fraction(USER_UNITS_PER_INCH * 10, 254), "em": Fraction(16), "ex": Fraction(8),
}  # fmt: skip
_LENGTH = re.compile(r"\s*\+?(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s*([a-z]*)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_EMBEDDED = r"#|data:image/(?:png|jpe?g|gif|webp)[;,]"
_OUTSIDE_URL = re.compile(rf"url\(\s*['\"]?\s*(?!['\"\s]|{_EMBEDDED})", re.IGNORECASE)
_INSIDE_LINK = re.compile(rf"\s*(?:$|{_EMBEDDED})", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s&<>\"{}|\\^`]*")


@dataclass(frozen=True)
class CleanSvg:
    """A rewritten drawing whose root carries the pixel size to rasterise at."""

    content: bytes
    width: int
    height: int


def clean_svg(content: bytes, name: str, *, box: tuple[int, int]) -> CleanSvg:
    """Rewrite the drawing to fill `box` (pixels) as far as its shape allows; MediaRefused names `name`.

    Scripts and outside references are refused, since a drawing without them would not be what the artist
    made; links around shapes, event attributes, metadata and foreign elements are never drawn, so they go.
    """
    if len(content) > MAX_BYTES:
        raise MediaRefused(f"{name} is a drawing of more than {MAX_BYTES >> 20} MiB: simplify it or export it as PNG.")
    try:
        _check_entities(content, name)
        root = _parse(content, name)
    except (ET.ParseError, expat.ExpatError, DefusedXmlException, ValueError, LookupError) as wrong:
        raise MediaRefused(
            f"{name} is not a drawing that can be read ({_short(wrong)}): open it in the program that made "
            "it and export it as plain SVG or PNG."
        ) from wrong
    if root.tag != f"{{{SVG}}}svg":
        raise MediaRefused(f"{name} holds no drawing, only other XML: export it as plain SVG or PNG.")
    _strip(root, name)
    _check_repetition(root, name)
    width, height = _resize(root, name, box)
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    return CleanSvg(ET.tostring(root, encoding="utf-8", xml_declaration=True), width, height)


def _short(wrong: Exception) -> str:
    return str(wrong).split("\n", maxsplit=1)[0][:120] or type(wrong).__name__


class _RootReached(Exception):
    """The document type, if any, is over."""


def _check_entities(content: bytes, name: str) -> None:
    """Allow the short internal names that Illustrator declares; refuse what nests, reads files or grows."""
    count = 0

    def declared(
        entity: str,
        parameter: int,
        value: str | None,
        _base: object,
        system: object,
        _public: object,
        _note: object,
    ) -> None:
        nonlocal count
        count += 1
        if system is not None or value is None:
            raise MediaRefused(f"{name} pulls in a file from outside (entity {entity}): export it as plain SVG.")
        if parameter or "&" in value or len(value) > MAX_ENTITY_CHARS or count > MAX_ENTITIES:
            raise MediaRefused(f"{name} declares entities that could grow without end: export it as plain SVG.")

    def begun(_tag: str, _attributes: object) -> None:
        raise _RootReached

    def versioned(version: str | None, _encoding: object, _standalone: object) -> None:
        if version is not None and not re.fullmatch(r"1\.\d+", version):
            raise ValueError(f"XML has no version {version[:20]}")

    parser = expat.ParserCreate()
    parser.XmlDeclHandler = versioned
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(content, True)
    except _RootReached:
        return


def _parse(content: bytes, name: str) -> ET.Element:
    root: ET.Element | None = None
    depth = elements = 0
    events = ("start", "end", "start-ns")
    for event, what in iterparse(
        io.BytesIO(content), events=events, forbid_dtd=False, forbid_entities=False, forbid_external=True
    ):
        if event == "start-ns":
            if not _ADDRESS.fullmatch(what[1]):
                raise ValueError(f"the namespace {what[0] or 'of its elements'} is not an address")
            continue
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        root = what if root is None else root
        if not what.tag.startswith("{"):
            what.tag = f"{{{SVG}}}{what.tag}"  # the oldest drawings name no namespace
        if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
            raise _endless(name)
    if root is None:
        raise ValueError("it is empty")
    return root


def _strip(root: ET.Element, name: str) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            local = _local(child, name)
            if local is None or local == "foreignobject":
                _remove(parent, child)
        _check_element(parent, name)


def _local(element: ET.Element, name: str) -> str | None:
    """The lower-case name of an SVG element; None for other vocabularies, which are never drawn."""
    if not isinstance(element.tag, str) or not element.tag.startswith(f"{{{SVG}}}"):
        return None
    local = element.tag.rpartition("}")[2].lower()
    if local in {"script", "handler", "listener"}:
        raise MediaRefused(f"{name} contains a script: export it as plain SVG or PNG without scripts.")
    return local


def _remove(parent: ET.Element, child: ET.Element) -> None:
    if child.tail:  # text that follows the element belongs to the parent
        before = list(parent)[: list(parent).index(child)]
        if before:
            before[-1].tail = (before[-1].tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _check_element(element: ET.Element, name: str) -> None:
    local = element.tag.rpartition("}")[2].lower()
    for key, value in list(element.attrib.items()):
        namespace, _, plain = key.rpartition("}")
        plain = plain.lower()
        if plain.startswith("on") or (namespace and namespace not in {f"{{{XLINK}", "{" + SVG, _XML}):
            del element.attrib[key]
        elif plain in {"href", "src"}:
            if local == "a":
                del element.attrib[key]
            elif not _INSIDE_LINK.match(value):
                _refuse_outside(name, value)
        elif _OUTSIDE_URL.search(value):
            _refuse_outside(name, value)
    if local == "style":
        rules = "".join(element.itertext())
        if _OUTSIDE_URL.search(rules) or "@import" in rules.lower():
            _refuse_outside(name, rules)


def _check_repetition(root: ET.Element, name: str) -> None:
    """Count the shapes that will be drawn, with every `use` followed; a few lines may ask for billions."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[ET.Element, int] = {}

    def count(element: ET.Element, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise _endless(name)
        if element not in counts:
            total = 1 + sum(count(child, depth + 1) for child in element)
            if element.tag == f"{{{SVG}}}use":
                target = by_id.get((element.get("href") or element.get(f"{{{XLINK}}}href") or "#").strip()[1:])
                total += count(target, depth + 1) if target is not None else 0
            counts[element] = total
        return counts[element]

    if count(root, 0) > MAX_ELEMENTS:
        raise _endless(name)


def _endless(name: str) -> MediaRefused:
    return MediaRefused(f"{name} holds too many or too deeply nested shapes: simplify it or export it as PNG.")


_XML = "{http://www.w3.org/XML/1998/namespace"


def _refuse_outside(name: str, value: str) -> None:
    shown = re.sub(r"\s+", " ", value.strip())[:60]
    raise MediaRefused(
        f"{name} shows something that is not in the file ({shown}): embed it and send the drawing again, "
        "or export it as PNG."
    )


def _resize(root: ET.Element, name: str, box: tuple[int, int]) -> tuple[int, int]:
    """Give the root a viewBox and the largest size of its shape within `box`."""
    view = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    width, height = _length(root.get("width")), _length(root.get("height"))
    if len(view) != 4 or view[2] <= 0 or view[3] <= 0:
        if not width or not height:
            raise MediaRefused(f"{name} does not say how large it is: give it a width and a height and send it again.")
        view = []
        root.set("viewBox", f"0 0 {float(width):.4f} {float(height):.4f}")
    if not width or not height:
        width, height = Fraction(view[2]), Fraction(view[3])
    scale = min(box[0] / width, box[1] / height)
    fitted = max(round(width * scale), 1), max(round(height * scale), 1)
    root.set("width", str(fitted[0]))
    root.set("height", str(fitted[1]))
    return fitted


def _length(value: str | None) -> Fraction | None:
    """A length in user units; None where it is absent, a percentage or nonsense."""
    found = _LENGTH.fullmatch(value or "")
    if found is None or found[2].lower() not in _UNITS:
        return None
    return Fraction(found[1]) * _UNITS[found[2].lower()]
