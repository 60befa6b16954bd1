"""The formats by the names under which they are kept, and which of them a sent file is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from dashboard.errors import BadInput
from dashboard.rundown.interchange.cut_list import Clock, CutList, Reading, SentFile
from dashboard.rundown.interchange.edl import write_edl
from dashboard.rundown.interchange.fcp7 import write_fcp7
from dashboard.rundown.interchange.otio import write_otio
from dashboard.rundown.interchange.read_edl import read_edl
from dashboard.rundown.interchange.read_fcp7 import read_fcp7
from dashboard.rundown.interchange.read_otio import read_otio

EDL, OTIO, FCP7 = "edl", "otio", "fcp7xml"
WRITERS: dict[str, Callable[[CutList], dict[str, bytes]]] = {OTIO: write_otio, EDL: write_edl, FCP7: write_fcp7}
READERS: dict[str, Callable[[Sequence[SentFile], Clock], Reading]] = {
    OTIO: read_otio, EDL: read_edl, FCP7: read_fcp7,
}  # fmt: skip
ENDINGS = {".edl": EDL, ".otio": OTIO, ".xml": FCP7}
LARGEST_BYTES = 50_000_000


def format_of(files: Sequence[SentFile]) -> str:
    """Which format was sent: one file, or several edit lists. Raises BadInput for anything else."""
    if not files:
        raise BadInput("No file was sent; choose the editor's final cut.")
    kinds = {_format(file) for file in files}
    if len(files) > 1 and kinds != {EDL}:
        raise BadInput("Several files are only read together when all are edit lists (.edl); send one file.")
    return kinds.pop()


def read_cut(files: Sequence[SentFile], expected: Clock) -> Reading:
    """The cut that was sent, whatever its format. Raises BadInput, naming file and line or clip."""
    return READERS[format_of(files)](files, expected)


def _format(file: SentFile) -> str:
    kind = ENDINGS.get(PurePath(file.name).suffix.casefold())
    if kind is None:
        raise BadInput(f"“{file.name}” is no final cut that can be read; send an .edl, .otio or .xml file.")
    if len(file.data) > LARGEST_BYTES:
        raise BadInput(f"“{file.name}” is larger than {LARGEST_BYTES // 1_000_000} MB; send the sequence alone.")
    if not file.data.strip():
        raise BadInput(f"“{file.name}” is empty; export the cut anew.")
    return kind
