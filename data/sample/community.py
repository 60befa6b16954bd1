"""Who is in the sample show: the artists, the people behind the desk, and the calls they put out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

TITLE = "Small Hours"
TAGLINE = "Things made after everyone else went to bed."


@dataclass(frozen=True)
class Artist:
    """An invented maker; ``country`` is the two-letter ISO code."""

    name: str
    handle: str
    country: str


ARTISTS: tuple[Artist, ...] = (
    Artist("Aino Rautiainen", "ainorau", "FI"),
    Artist("Tendai Chikore", "tendaisings", "ZW"),
    Artist("Lucía Barrenechea", "lucia_b", "PE"),
    Artist("Keiko Morinaga", "morikei", "JP"),
    Artist("Yusuf Bensalah", "oudyusuf", "MA"),
    Artist("Folasade Adeyinka", "sadedraws", "NG"),
    Artist("Joost Terpstra", "joost_listens", "NL"),
    Artist("Anahit Vardanyan", "anahit", "AM"),
    Artist("Dylan Pryce", "dylanpryce", "GB"),
    Artist("Rani Kusumawati", "ranifolds", "ID"),
    Artist("Beatriz Lacerda", "bialacerda", "BR"),
    Artist("Wren Gallagher", "wrenwrites", "IE"),
)

PEOPLE: tuple[dict[str, object], ...] = (
    {"name": "Rosa Lindqvist", "email": "rosa@example.org", "roles": ["curator"], "artist": None},
    {"name": "Halima Sesay", "email": "halima@example.org", "roles": ["curator"], "artist": None},
    {"name": "Devin Okafor", "email": "devin@example.org", "roles": ["producer"], "artist": None},
    {"name": "Mei Tanaka", "email": "mei@example.org", "roles": ["accountant"], "artist": None},
    {"name": "Sam Alder", "email": "sam@example.org", "roles": ["admin"], "artist": None},
    {
        "name": "Aino Rautiainen",
        "email": "aino@example.org",
        "roles": ["artist"],
        "artist": "Aino Rautiainen",
    },
    {
        "name": "Rani Kusumawati",
        "email": "rani@example.org",
        "roles": ["artist"],
        "artist": "Rani Kusumawati",
    },
)

LIGHTS, FERRY, KITCHEN = "lights-left-on", "sing-last-ferry", "draw-kitchen-light"

_OPEN_BRIEF = """\
Somebody left a light on. Show us where.

It can be a kitchen, a stairwell, a stage, a boat, the little lamp inside an oven. It can be the person \
who left it, or the one who found it. Film it, draw it, play it, say it. Under a minute, please, and it need \
not be finished. Half-made things are welcome here: put yours up, and let someone else pick up the other \
end."""

_FERRY_BRIEF = """\
Wren wrote the words, Aino found the tune, and now the track has a gap in the middle exactly the shape of \
a voice.

Sing it or hum it, with words or without. D major, 84 to the minute, low enough to do sitting down. Sing as \
if the person next to you had fallen asleep on your shoulder. A phone under a blanket is a fine studio. \
Please send your voice on its own as well, so that the next person can build on it."""

_KITCHEN_BRIEF = """\
Lucía's poem "Luz de cocina" (and Wren's English for it) needs three pictures that can hold still for twelve \
seconds each.

One room, one light, nobody's face. We would love a picture you can stay inside: leave some dark in it. \
Landscape, 16 by 9, and no lettering, because the words will be sung or spoken over it."""


def calls(today: date) -> list[dict[str, object]]:
    """The three calls as they stand on a day: one open, one nearly due, one just closed."""
    return [
        _call(LIGHTS, "Lights Left On", _OPEN_BRIEF, today + timedelta(days=21)),
        _call(FERRY, "A Voice for \"Last Ferry\"", _FERRY_BRIEF, today + timedelta(days=4),
              kind="audio", role="vocals", fee_minor=15000),
        _call(KITCHEN, "Three Pictures for a Poem", _KITCHEN_BRIEF, today - timedelta(days=6),
              kind="image", role="illustration", fee_minor=12000),
    ]  # fmt: skip


def _call(
    key: str, title: str, brief: str, due: date, *,
    kind: str | None = None, role: str | None = None, fee_minor: int | None = None,
) -> dict[str, object]:  # fmt: skip
    return {
        "key": key, "title": title, "brief": brief, "kind": kind, "role": role,
        "deadline": f"{due.isoformat()}T23:59:00Z", "fixed_fee_minor": fee_minor, "currency": "USD",
    }  # fmt: skip
