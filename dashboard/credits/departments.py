"""Under which heading a person's part stands in the credits."""

from __future__ import annotations

FILMS = "Films & animation"
MUSIC = "Music"
VOCALS = "Vocals"
SOUND = "Sound"
PICTURES = "Illustration & photography"
WORDS = "Words"
FURTHER = "Further contributions"

DEPARTMENTS = (FILMS, MUSIC, VOCALS, SOUND, PICTURES, WORDS, FURTHER)
"""In the order of the roll."""

_BY_KIND = {
    "video": (FILMS, "film"),
    "music": (MUSIC, "music"),
    "vocals": (VOCALS, "vocals"),
    "sound": (SOUND, "sound"),
    "illustration": (PICTURES, "illustration"),
    "photo": (PICTURES, "photography"),
    "text": (WORDS, "words"),
    "project": (FURTHER, "project file"),
}
_BY_WORD = {
    FILMS: "film video animation animator director editor edit editing camera cinematography",
    MUSIC: "music musician composer composition song score producer beat guitar piano drums bass remix",
    VOCALS: "vocals vocal vocalist voice singer singing reader narrator narration rap choir",
    SOUND: "sound foley effects sfx mix mixing mastering",
    PICTURES: "illustration illustrator drawing painting art artwork photo photography photographer",
    WORDS: "words text writer writing lyrics lyricist songwriter poem poet story script translation",
}
_DEPARTMENT_OF = {word: department for department, words in _BY_WORD.items() for word in words.split()}


def department(role: str, kind: str) -> str:
    """The heading for a part: by the first word of the role that says it, else by the kind of work."""
    for word in role.casefold().replace("-", " ").replace("/", " ").split():
        if word in _DEPARTMENT_OF:
            return _DEPARTMENT_OF[word]
    return _BY_KIND.get(kind, (FURTHER, ""))[0]


def role_said(role: str, kind: str) -> str:
    """The role as it stands, or the plain word for the kind of work where none is given."""
    return role.strip() or _BY_KIND.get(kind, ("", "contribution"))[1]
