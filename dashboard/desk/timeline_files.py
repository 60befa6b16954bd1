"""A rundown as files for an editor's program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from dashboard.credits.tabular import write_file
from dashboard.rundown.interchange.formats import EDL, FCP7, OTIO, WRITERS
from dashboard.rundown.interchange.from_rundown import cut_list
from dashboard.rundown.queries import Rundown

STEM = "timeline"
NAMES = {OTIO: "otio", FCP7: "fcp7_xml"}


def write_timelines(folder: Path, rundown: Rundown, *, breaks: bool = True) -> dict[str, Path]:
    """Write the programme into `folder` in every format; the paths by otio, fcp7_xml, edl_v1, edl_a3 and so on, and
    all EDLs together by edl_zip.

    Breaks are gaps of their length, or with `breaks` off nothing. Raises: `BadInput` when the folder does not
    take them, and for a programme that no timecode fits.
    """
    cut = cut_list(rundown, breaks=breaks)
    written: dict[str, Path] = {}
    for kind, write in WRITERS.items():
        for ending, data in write(cut).items():
            path = folder / f"{STEM}{ending}"
            write_file(path, data)
            written[NAMES.get(kind, f"{EDL}{path.stem.removeprefix(STEM)}".lower())] = path
    packed = folder / f"{STEM}_edl.zip"
    write_file(packed, _zipped(path for path in written.values() if path.suffix == ".edl"))
    return written | {"edl_zip": packed}


def _zipped(paths: Iterable[Path]) -> bytes:
    """The files in one archive; without dates, so that equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(paths):
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return out.getvalue()
