"""The half-built first episode and the shortlist it was drawn from."""

from __future__ import annotations

from data.sample.community import TITLE

Json = dict[str, object]

_COLD_OPEN = (
    "It's late, and somewhere near you somebody is making something instead of sleeping. We asked them to "
    "leave a light on. This is what we could see from the street."
)
_ROPES = (
    "Wren had words and no tune. Aino had a tune and no singer. Tendai had a cold, and sang it anyway. "
    "First, though, a boat you can make yourself."
)
_COUNTED = "She counts them on and she counts them off. Here is everybody, the gulls first."
_GOODNIGHT = "That's the lights. If yours is still on, we'd like to know what you're making. Goodnight. And one extra."


def layer(track: str, piece: str, length_s: float, gain_db: float = 0.0, start_s: float = 0.0) -> Json:
    """A stretch of a piece on a track; layers of one track follow one another, tracks run together."""
    return {
        "track": track,
        "id": piece,
        "in": clock(start_s),
        "out": clock(start_s + length_s),
        "gain_db": gain_db,
    }


def clock(seconds: float) -> str:
    """Seconds as ``m:ss.mmm``."""
    minutes, millis = divmod(round(seconds * 1000), 60_000)
    return f"{minutes}:{millis // 1000:02d}.{millis % 1000:03d}"


def _item(
    kind: str,
    slug: str,
    *layers: Json,
    length: str | None = None,
    script: str | None = None,
    floated: bool = False,
) -> Json:
    return {
        "kind": kind,
        "slug": slug,
        "floated": floated,
        "script": script,
        "length": length,
        "layers": list(layers),
    }


def _film(slug: str, piece: str, length_s: float, *, floated: bool = False) -> Json:
    return _item("piece", slug, layer("picture", piece, length_s), layer("sound", piece, length_s), floated=floated)


def _still_up() -> list[Json]:
    waltz = [
        layer("picture", "kettle-first", 13),
        layer("picture", "two-cups", 12),
        layer("picture", "still-up", 13),
    ]
    return [
        _item("slate", "Small Hours", script="Lights Left On", length="0:04"),
        _item("host", "Cold open", script=_COLD_OPEN),
        _item("piece", "Kitchen waltz", *waltz, layer("sound", "small-kitchen-waltz", 38)),
        _film("Before it sings", "before-it-sings", 8),
        _item("piece", "Four coats", layer("picture", "ferrywoman", 18), layer("sound", "four-coats", 18)),
        _film("Left foot", "left-foot", 12),
        _item("break", "Break one", length="1:00"),
    ]


def _ferry() -> list[Json]:
    folding = [
        layer("picture", "ridge", 22),
        layer("sound", "tin-roof", 22, -4),
        layer("text", "folding-a-boat", 22),
    ]
    return [
        _item("host", "Ropes", script=_ROPES),
        _item("piece", "Folding a boat", *folding),
        _item(
            "piece",
            "Regatta, scored",
            layer("picture", "regatta", 18),
            layer("sound", "boats-folded", 18, -1),
        ),
        _item("host", "Counted on", script=_COUNTED),
        _film("Gulls first", "gulls-first", 24),
        _item("break", "Break two", length="1:00"),
    ]


def _home() -> list[Json]:
    return [
        _film("One window (waiting for Aino)", "one-window", 15, floated=True),
        _item("host", "Goodnight", script=_GOODNIGHT),
        _item("roll", "Everyone"),
    ]


def episode() -> Json:
    """Episode one: two acts filled, a third that waits for more."""
    acts = (("Someone Is Still Up", _still_up()), ("The Last Ferry", _ferry()), ("Going Home", _home()))
    return {
        "show": TITLE, "title": "Lights Left On", "number": 1, "rate": "30000/1001",
        "slot": "7:00", "target": "5:00",
        "budget_minor": 500_000, "currency": "USD",
        "acts": [{"title": title, "budget": "1:40", "items": items} for title, items in acts],
    }  # fmt: skip


_ROSA, _HALIMA, _DEVIN = "Rosa Lindqvist", "Halima Sesay", "Devin Okafor"
SHORTLIST: tuple[tuple[str, str, str], ...] = (
    ("gulls-first", "The moment the sun goes behind the funnel. Ends an act.", _ROSA),
    ("last-ferry-sung", "The breath before the second verse. Keep it.", _ROSA),
    ("small-kitchen-waltz", "Carries the three kitchen pictures on its own.", _HALIMA),
    ("kettle-first", "Most light for the least paint.", _HALIMA),
    ("two-cups", "You can tell who wrote the letter.", _ROSA),
    ("still-up", "Last of the three. Hold it long.", _HALIMA),
    ("regatta", "With Yusuf's score. The red boat gets a laugh.", _DEVIN),
    ("boats-folded", "Written to picture, and it shows.", _DEVIN),
    ("four-coats", "Climbing fast this week, and it deserves to.", _ROSA),
    ("left-foot", "The cat looks round. Twelve perfect seconds.", _DEVIN),
    ("before-it-sings", "Good breath between two songs.", _DEVIN),
    ("folding-a-boat", "Read it slowly, over the ridge.", _HALIMA),
    ("one-window", "Only if Aino says yes to the music.", _ROSA),
    ("river-carries", "Lovely, but ask Joost about the harbour first.", _HALIMA),
)


def shortlist() -> list[Json]:
    """What was picked, why, and by whom."""
    return [{"id": piece, "note": note, "picked_by": who} for piece, note, who in SHORTLIST]
