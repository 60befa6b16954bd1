"""The catalogue: every contribution of the sample show, and how they build on one another."""

from __future__ import annotations

from dataclasses import dataclass

from data.sample.community import FERRY, KITCHEN, LIGHTS

BY, SHARE, ZERO, NO_SALE = "CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "CC-BY-NC-4.0"
LICENSE_URLS = {
    BY: "https://creativecommons.org/licenses/by/4.0/",
    SHARE: "https://creativecommons.org/licenses/by-sa/4.0/",
    ZERO: "https://creativecommons.org/publicdomain/zero/1.0/",
    NO_SALE: "https://creativecommons.org/licenses/by-nc/4.0/",
}


@dataclass(frozen=True)
class Piece:
    """One contribution: ``age_days`` counts back from the reference date, ``pulse`` says how it was met."""

    id: str
    suffix: str
    kind: str
    role: str
    title: str
    artist: str
    license: str
    age_days: float
    tags: str
    pulse: str = "steady"
    parents: tuple[str, ...] = ()
    relation: str = ""
    credits: str = ""
    call: str = ""
    note: str = ""

    @property
    def file(self) -> str:
        """Where the file lies, from the folder's root."""
        return f"media/{self.kind}/{self.id}{self.suffix}"


_AINO, _TENDAI, _LUCIA, _KEIKO = "Aino Rautiainen", "Tendai Chikore", "Lucía Barrenechea", "Keiko Morinaga"
_YUSUF, _SADE, _JOOST, _ANAHIT = "Yusuf Bensalah", "Folasade Adeyinka", "Joost Terpstra", "Anahit Vardanyan"
_DYLAN, _RANI, _BIA, _WREN = "Dylan Pryce", "Rani Kusumawati", "Beatriz Lacerda", "Wren Gallagher"

TEXTS = (
    Piece("last-ferry-words", ".txt", "text", "lyrics", "Last Ferry (words)", _WREN, BY, 52.3,
          "ferry, leaving, home", note="Needs a tune. I hear it slow."),
    Piece("luz-de-cocina", ".txt", "text", "poem", "Luz de cocina", _LUCIA, BY, 47.6,
          "night, kitchen, español", "none", call=LIGHTS),
    Piece("kitchen-light", ".txt", "text", "poem", "Kitchen Light", _WREN, BY, 44.2,
          "night, kitchen, translation", parents=("luz-de-cocina",), relation="translation_of",
          call=LIGHTS, credits=f"{_WREN} (translation) 70; {_LUCIA} (revision) 30"),
    Piece("forty-one", ".txt", "text", "monologue", "Forty-One", _TENDAI, BY, 33.8,
          "ferry, counting, spoken"),
    Piece("folding-a-boat", ".txt", "text", "poem", "Instructions for Folding a Boat", _RANI, BY, 40.1,
          "paper, letters", "quiet"),
)  # fmt: skip

MUSIC = (
    Piece("last-ferry-tune", ".mp3", "audio", "music", "Last Ferry, Piano and One Bell", _AINO, BY, 41.9,
          "D major, 84 bpm", parents=("last-ferry-words",), relation="remix_of"),
    Piece("small-kitchen-waltz", ".flac", "audio", "music", "Waltz for a Small Kitchen", _BIA, BY, 30.4,
          "G major, in three", credits=f"{_BIA} (composition, guitar) 70; {_YUSUF} (clarinet) 30"),
    Piece("boats-folded", ".ogg", "audio", "music", "Score for Paper Water", _YUSUF, SHARE, 22.7,
          "D minor, in six, score", parents=("regatta",), relation="answers",
          note="Eighteen seconds of film, so eighteen of oud and two to land."),
    Piece("stairwell-radio", ".m4a", "audio", "music", "Stairwell Radio", _AINO, BY, 26.5,
          "F major, 90 bpm, brushes"),
    Piece("tin-roof", ".mp3", "audio", "music", "Tin Roof Lullaby", _TENDAI, BY, 18.3,
          "mbira, rain, five notes", "quiet", ("rain-awning",), "samples"),
    Piece("left-pocket", ".wav", "audio", "music", "Keys in the Left Pocket", _DYLAN, ZERO, 35.2,
          "C major, 116 bpm, walking"),
)  # fmt: skip

VOCALS = (
    Piece("last-ferry-sung", ".mp3", "audio", "vocals", "Last Ferry, Sung Low", _TENDAI, BY, 24.6,
          "voice, D major", "steady", ("last-ferry-tune", "last-ferry-words"), "remix_of",
          f"{_TENDAI} (lead voice) 65; {_ANAHIT} (second voice) 35", FERRY, "Sung sitting down, as asked."),
    Piece("last-ferry-hummed", ".wav", "audio", "vocals", "One Breath, for the Ferry", _ANAHIT, BY, 20.8,
          "humming, dry take", "none", ("last-ferry-tune",), "remix_of", call=FERRY,
          note="Voice only, no room on it. Take it anywhere."),
    Piece("four-coats", ".flac", "audio", "vocals", "Four Coats on One Hook", _ANAHIT, BY, 6.4,
          "a cappella, E flat", "rising",
          credits=f"{_ANAHIT} (voices) 40; {_TENDAI} (voice) 30; {_BIA} (arrangement) 30", call=LIGHTS),
)  # fmt: skip

SOUNDS = (
    Piece("slack-water", ".wav", "audio", "sound", "Slack Water, Five in the Morning", _JOOST, NO_SALE,
          49.0, "harbour, bell, field recording", note="Not for sale, this one. Ask me first."),
    Piece("rain-awning", ".flac", "audio", "sound", "Rain on the Bakery Awning", _JOOST, ZERO, 55.1,
          "rain, field recording"),
)  # fmt: skip

IMAGES = (
    Piece("kettle-first", ".png", "image", "illustration", "The Kettle First", _SADE, BY, 29.7,
          "kitchen, lamp", "steady", ("kitchen-light",), "answers", call=KITCHEN),
    Piece("two-cups", ".jpg", "image", "illustration", "Two Cups, Not Yet Cold", _RANI, SHARE, 28.2,
          "kitchen, tablecloth", parents=("kitchen-light",), relation="answers", call=KITCHEN),
    Piece("still-up", ".jpg", "image", "illustration", "Someone Still Up", _KEIKO, BY, 27.9,
          "hill, one window", "steady", ("kitchen-light",), "answers", call=KITCHEN),
    Piece("ferrywoman", ".png", "image", "illustration", "The Woman Who Runs the Boat", _SADE, BY, 16.4,
          "portrait, wool cap", parents=("forty-one",), relation="remix_of"),
    Piece("bring-what-you-have", ".png", "image", "illustration", "Bring What You Have", _RANI, SHARE,
          38.6, "poster, two inks"),
    Piece("ridge", ".jpg", "image", "photo", "Ridge, Ten Past Six", _WREN, ZERO, 58.9,
          "mountains, mist, dawn", "favourite"),
    Piece("swallows", ".svg", "image", "illustration", "Swallows, Wire Four", _DYLAN, BY, 12.5,
          "birds, stave, vector", "none", ("last-ferry-tune",), "remix_of",
          note="Read the birds from the left, a wire to a note: it is Aino's tune."),
)  # fmt: skip

FILMS = (
    Piece("gulls-first", ".mp4", "video", "animation", "Gulls First, Then the Boat", _KEIKO, BY, 9.2,
          "harbour, dusk", "rising", ("last-ferry-sung",), "remix_of",
          f"{_KEIKO} (animation) 70; {_DYLAN} (backgrounds) 30"),
    Piece("regatta", ".mp4", "video", "animation", "Regatta on the Kitchen Floor", _RANI, SHARE, 31.5,
          "paper, boats, silent", parents=("folding-a-boat",), relation="remix_of",
          note="Silent on purpose. Somebody score it?"),
    Piece("going-south", ".mp4", "video", "animation", "Going South", _DYLAN, BY, 13.6, "birds, evening"),
    Piece("one-window", ".mp4", "video", "animation", "One Window at a Time", _SADE, BY, 11.1,
          "city, windows", "steady", ("stairwell-radio",), "samples", call=LIGHTS,
          note="The music is Aino's, I think. Waiting for her to say yes."),
    Piece("left-foot", ".mp4", "video", "animation", "Left Foot, Lamp Post", _DYLAN, BY, 19.9,
          "walking, line drawing", parents=("left-pocket",), relation="samples"),
    Piece("river-carries", ".mp4", "video", "animation", "What the River Carries", _KEIKO, BY, 15.3,
          "lanterns, river", "steady", ("slack-water",), "samples", call=LIGHTS),
    Piece("before-it-sings", ".webm", "video", "animation", "Before It Sings", _KEIKO, BY, 17.7,
          "kettle, steam", "quiet", ("media/image/kettle-first.png",), "version_of",
          f"{_KEIKO} (animation) 60; {_SADE} (illustration) 40"),
)  # fmt: skip

BROKEN = Piece("tideline", ".mp4", "video", "animation", "Tideline, Second Upload", _DYLAN, BY, 2.6, "sea",
          "none", note="The upload stopped part of the way; asked Dylan to send it again.")  # fmt: skip

PIECES = (*TEXTS, *MUSIC, *VOCALS, *SOUNDS, *IMAGES, *FILMS, BROKEN)

# Declared in the manifest but not yet confirmed; the rest of the manifest's edges are.
_DECLARED = {("one-window", "stairwell-radio")}
# Edges that no manifest names: one the program guessed, one that a curator looked at and turned down.
_OTHERS = (
    ("one-window", "bring-what-you-have", "remix_of", "suggested"),
    ("going-south", "ridge", "remix_of", "refused"),
)


def edges() -> list[dict[str, str]]:
    """Every edge of the remix graph with its state; a parent named by its file is given by its id."""
    by_file = {piece.file: piece.id for piece in PIECES}
    found = []
    for piece in PIECES:
        for parent in piece.parents:
            state = "declared" if (piece.id, parent) in _DECLARED else "confirmed"
            found.append((piece.id, by_file.get(parent, parent), piece.relation, state))
    keys = ("child", "parent", "relation", "state")
    return [dict(zip(keys, edge, strict=True)) for edge in (*found, *_OTHERS)]
