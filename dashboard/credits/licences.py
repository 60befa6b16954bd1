"""What a licence asks of the one who airs a work: the words of its attribution, and its obligations."""

from __future__ import annotations

import re

from dashboard.community.licences import Licence, read_licence
from dashboard.credits.works import NOT_NAMED, Work

_CC = re.compile(r"CC-(BY[A-Z-]*?)-(\d.*)")
UNNAMED = "an artist who asked not to be named"
_SOFTWARE = ("GPL", "LGPL", "AGPL", "Artistic")


def licence_of(work: Work) -> Licence:
    """The terms of a work's licence; unknown ones where its words say nothing."""
    return read_licence(work.licence, work.licence_url)


def licence_code(work: Work) -> str:
    """The licence in short, or the source's own words where they are not understood."""
    return licence_of(work).code or work.licence


def attribution(work: Work, *, adapted: bool) -> str:
    """Title, author, source and licence of a work in one line; `adapted` says that something was made of it.

    A source that names nobody in particular is quoted as it stands.
    Source: Creative Commons, recommended practices for attribution.
    """
    names = [author.credit_name.strip() for author in work.authors if author.named and author.takes_credit]
    unnamed = UNNAMED if any(not author.takes_credit for author in work.authors) else ""
    author = _listed(names) or unnamed or work.stated_credit or NOT_NAMED.lower()
    origin = f" ({work.origin})" if work.origin else ""
    note = " / adapted" if adapted else ""
    return f'"{work.title}" by {author}{origin}{_under(work)}{note}'


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _under(work: Work) -> str:
    licence = licence_of(work)
    if not licence.known:
        return f" is licensed under {work.licence}" if work.licence else ""
    if not licence.attribution:
        return f" is in the public domain ({licence.name}, {licence.url})"
    where = f" ({licence.url})" if licence.url else ""
    return f" is licensed under {_name(licence)}{where}"


def _name(licence: Licence) -> str:
    if cc := _CC.fullmatch(licence.code):
        return f"CC {cc[1]} {cc[2].replace('-', ' ')}"
    return licence.name + (" or later" if licence.code.endswith("-or-later") else "")


def obligations(work: Work) -> str:
    """What remains to be done beyond the attribution, in sentences; empty when nothing does."""
    licence = licence_of(work)
    if not licence.known:
        return ""
    found = [licence.obligations] if licence.obligations else []
    if licence.code.startswith(_SOFTWARE):
        found.append(f"Source offered at {work.origin}." if work.origin else "Ask the artist where the source is.")
    if not licence.adaptation:
        found.append(f"{licence.code} lets it air only unchanged.")
    if not licence.commercial:
        found.append(f"{licence.code} does not let it air in a programme that earns money.")
    return " ".join(found)
