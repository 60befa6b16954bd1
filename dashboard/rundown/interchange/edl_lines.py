"""The lines of a CMX3600 list taken apart: its edits, each with what stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dashboard.errors import BadInput

_LABEL = re.compile(r"\d\d[:;.,]\d\d[:;.,]\d\d[:;.,]\d\d", re.ASCII)
_CHANNEL = re.compile(r"V\d*|A\d*|AA|B|NONE", re.ASCII)
_WRONG_LETTERS = re.compile(r"[\x00-\x08\x0e-\x1f]")
CUT = "C"


@dataclass
class Edit:
    """One edit line; labels are source in, source out, record in, record out."""

    line: int
    number: str
    reel: str
    tracks: tuple[str, ...]
    kind: str
    """C for a cut; D or W for a dissolve or wipe from what was before it."""
    labels: tuple[str, ...]
    drop: bool | None
    """What the last FCM line before it says."""
    notes: list[tuple[int, str]] = field(default_factory=list)
    """The lines below it, with their numbers."""
    follows: bool = False
    """Whether it is the second line of a transition."""


@dataclass
class Lines:
    """A whole list."""

    title: str = ""
    edits: list[Edit] = field(default_factory=list)

    @property
    def has_drop_labels(self) -> bool:
        """Whether any label is written as drop-frame, so that the separators mean something."""
        return any(label[8] in ";," for edit in self.edits for label in edit.labels)


def take_apart(name: str, data: bytes) -> Lines:
    """The edits of a list. Raises BadInput, naming the line, for an edit that is damaged or cut short."""
    lines, drop = Lines(), None
    for number, line in enumerate(_text(name, data).splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("TITLE:"):
            lines.title = bare.removeprefix("TITLE:").strip()
        elif bare.startswith("FCM:"):
            drop = "NON" not in bare.upper()
        elif re.match(r"\d+\s", bare, re.ASCII) or bare.isdigit():
            edit = _edit(f"Line {number} of “{name}”", number, bare.split(), drop)
            edit.follows = bool(lines.edits) and lines.edits[-1].number == edit.number and edit.kind != CUT
            lines.edits.append(edit)
        elif lines.edits and bare:
            lines.edits[-1].notes.append((number, bare))
    return lines


def notes(edit: Edit, heading: str) -> Iterator[str]:
    """What the comments of an edit say under a heading, such as `FROM CLIP NAME`."""
    for _, line in edit.notes:
        found = re.match(rf"\*\s*{heading}:\s*(.*)", line)
        if found:
            yield found[1].strip()


def _text(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = text.rstrip("\x1a\x00")  # how files ended on the machines that the format comes from
    if _WRONG_LETTERS.search(text):
        raise BadInput(f"“{name}” is not an edit list: it holds no plain text; export the cut as a CMX3600 EDL.")
    return text


def _edit(where: str, line: int, fields: list[str], drop: bool | None) -> Edit:
    labels = tuple(fields[-4:])
    if len(fields) < 8 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadInput(f"{where} is cut short or damaged: an edit ends with four timecodes; export the list anew.")
    head = fields[:-4]
    kind_at = len(head) - 2 if head[-1].isdigit() else len(head) - 1
    kind = head[kind_at].upper()
    if not re.fullmatch(r"C|D|W\d*", kind) or kind_at < 3:
        raise BadInput(
            f"{where} is an edit of the kind “{kind}”, which cannot be read; export plain cuts and dissolves."
        )
    return Edit(
        line, head[0], " ".join(head[1 : kind_at - 1]), _tracks(where, head[kind_at - 1]), kind[0], labels, drop
    )


def _tracks(where: str, channels: str) -> tuple[str, ...]:
    tracks: list[str] = []
    for channel in channels.upper().split("/"):
        if not _CHANNEL.fullmatch(channel):
            raise BadInput(
                f"{where} is on the channel “{channels}”, which an edit list does not have; use V, A, A2 or B."
            )
        if channel in ("AA", "B"):
            tracks += ["A1", "A2"] if channel == "AA" else ["V1", "A1"]
        elif channel != "NONE":
            tracks.append(channel if len(channel) > 1 else f"{channel}1")
    return tuple(dict.fromkeys(tracks))
