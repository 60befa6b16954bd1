"""What a licence allows, read from the words and links that sources give."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Licence:
    """The terms that matter for a programme that earns money."""

    code: str
    """Short name in SPDX style, or empty when nothing was recognised."""
    name: str
    url: str
    commercial: bool
    """Whether a programme that earns money may use it."""
    adaptation: bool
    """Whether it may be cut, layered and scored."""
    attribution: bool = True
    obligations: str = ""
    """What else must be done when it airs, in one sentence."""

    @property
    def known(self) -> bool:
        """Whether the licence was recognised at all."""
        return bool(self.code)


UNKNOWN = Licence("", "unknown licence", "", commercial=False, adaptation=False)

_SHARE_ALIKE = "An adaptation of it must be offered under the same licence."
_SOURCE = "The {name} asks for an offer of the work's source files and the licence text with each copy."
_ARTISTIC = "The changes made to it must be stated, and the original offered beside them."
_SOFTWARE = {
    "GPL": ("GNU General Public License", "https://www.gnu.org/licenses/"),
    "LGPL": ("GNU Lesser General Public License", "https://www.gnu.org/licenses/"),
    "AGPL": ("GNU Affero General Public License", "https://www.gnu.org/licenses/"),
}
_CC_NAMES = {"by": "Attribution", "nc": "NonCommercial", "nd": "NoDerivatives", "sa": "ShareAlike"}

_CC_WORDS = {"NC": r"non[\s-]?commercial", "ND": r"no[\s-]?deriv(?:ative)?(?:[\s-]?work)?s?", "SA": r"share[\s-]?alike"}

_CC = re.compile(
    r"(?:creativecommons\.org/licen[sc]es/|\bCC[\s-]?|\bcreative commons[\s-]|^(?=by(?:/\d|-n[cd]\b|-sa\b)))"
    r"(by(?:[\s-]*(?:nc|nd|sa))*)\b"
    r"(?:[-/\s]v?(\d(?:\.\d)?))?(?:[-/\s](?!by\b|nc\b|nd\b|sa\b|or\b)([a-z]{2})\b)?",
    re.IGNORECASE,
)
_CC0 = re.compile(r"\bCC[ -]?0\b|creativecommons\.org/publicdomain/zero", re.IGNORECASE)
_PUBLIC_DOMAIN = re.compile(r"\bPDM\b|public ?domain|creativecommons\.org/publicdomain/mark", re.IGNORECASE)
_GNU = re.compile(r"\b(A|L)?GPL[- ]?v?(\d(?:\.\d)?)?(-or-later|-only|\+)?", re.IGNORECASE)
_ARTISTIC_LICENCE = re.compile(r"\bArtistic[- ]?(?:License[- ]?)?v?(\d(?:\.\d)?)?", re.IGNORECASE)
_PERMISSIVE = re.compile(r"^(MIT|Apache-2\.0|BSD-[23]-Clause|OFL-1\.1|FAL-1\.3|ISC|Unlicense|0BSD)$", re.IGNORECASE)
_NOT = r"\b(?:non?|not|nicht|niet|pas|sin|sem|senza|keine?|without)(?:\W[^.;,]{0,24}?)?"
_NON_COMMERCIAL = re.compile(
    rf"{_NOT}[ck]om+er[cz]|\bNC\b|\b(?:personal|private|educational|academic|research) (?:use|purposes?)\b",
    re.IGNORECASE,
)
_NO_DERIVATIVES = re.compile(rf"{_NOT}(?:deriv|bearbeitung|remix)|\bND\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\?(?!\S)|\b(?:probably|possibly|maybe|perhaps|unsure|unclear|unverified|not sure"
    r"|not (?:in )?(?:the )?public domain)\b",
    re.IGNORECASE,
)
_DASHES = dict.fromkeys(map(ord, "_‐‑‒–—―−"), "-")


@lru_cache(maxsize=4096)
def read_licence(words: str, url: str = "") -> Licence:
    """The licence that the words and the link name; UNKNOWN when neither is recognised.

    Where the two disagree, or either forbids something, the stricter reading holds: a wrong "may air" costs
    more than a question to the artist.
    """
    said, linked = _typed_plainly(words), _typed_plainly(url)
    readings = [found for text in (said, linked) if text and (found := _read_one(text)).known]
    if not readings or _DOUBT.search(said):
        return UNKNOWN
    chosen = min(readings, key=lambda r: (r.commercial, r.adaptation, not r.obligations, not r.attribution))
    forbidden = f"{said} {linked}"
    return Licence(
        chosen.code,
        chosen.name,
        url.strip() or chosen.url,
        commercial=all(r.commercial for r in readings) and not _NON_COMMERCIAL.search(forbidden),
        adaptation=all(r.adaptation for r in readings) and not _NO_DERIVATIVES.search(forbidden),
        attribution=chosen.attribution,
        obligations=chosen.obligations,
    )


def _typed_plainly(text: str) -> str:
    """One kind of letter, dash and blank, whatever keyboard it came from."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())


def _in_letters(text: str) -> str:
    """“Attribution-NonCommercial 4.0” as `CC BY-NC 4.0`, so that one pattern reads both."""
    if not re.search(r"\battribution\b", text, re.IGNORECASE):
        return text
    letters = re.sub(r"^.*?\battribution", "CC BY", text, count=1, flags=re.IGNORECASE | re.DOTALL)
    for letter, word in _CC_WORDS.items():
        letters = re.sub(rf"[\s,-]*\b{word}\b", f"-{letter}", letters, flags=re.IGNORECASE)
    return re.sub(r"\b(international|unported|generic|licen[sc]e)\b", "", letters, flags=re.IGNORECASE)


def _read_one(text: str) -> Licence:  # noqa: PLR0911 - one return a family of licences
    text = _in_letters(text)
    if found := _CC.search(text):
        return _creative_commons(found)
    if _CC0.search(text):
        url = "https://creativecommons.org/publicdomain/zero/1.0/"
        return Licence("CC0-1.0", "CC0 1.0 Universal", url, commercial=True, adaptation=True, attribution=False)
    if _PUBLIC_DOMAIN.search(text):
        url = "https://creativecommons.org/publicdomain/mark/1.0/"
        return Licence("PDM-1.0", "Public Domain Mark", url, commercial=True, adaptation=True, attribution=False)
    if found := _GNU.search(text):
        return _gnu(found)
    if found := _ARTISTIC_LICENCE.search(text):
        version = found.group(1) or "2.0"
        url = f"https://opensource.org/license/artistic-{version.replace('.', '-')}"
        return Licence(
            f"Artistic-{version}", f"Artistic License {version}", url,
            commercial=True, adaptation=True, obligations=_ARTISTIC,
        )  # fmt: skip
    if found := _PERMISSIVE.match(text):
        return Licence(found.group(1), found.group(1), "", commercial=True, adaptation=True)
    return UNKNOWN


def _creative_commons(found: re.Match[str]) -> Licence:
    terms = re.findall("by|nc|nd|sa", found.group(1).lower())
    version = found.group(2) or "4.0"
    version = version if "." in version else f"{version}.0"
    country = found.group(3)
    code = "-".join(["CC", *(term.upper() for term in terms), version, *([country.upper()] if country else [])])
    path = f"{'-'.join(terms)}/{version}/" + (f"{country.lower()}/" if country else "")
    name = "-".join(_CC_NAMES[term] for term in terms)
    return Licence(
        code,
        f"Creative Commons {name} {version}" + (f" {country.upper()}" if country else ""),
        f"https://creativecommons.org/licenses/{path}",
        commercial="nc" not in terms,
        adaptation="nd" not in terms,
        obligations=_SHARE_ALIKE if "sa" in terms else "",
    )


def _gnu(found: re.Match[str]) -> Licence:
    family = f"{(found.group(1) or '').upper()}GPL"
    version = found.group(2) or ""
    version = f"{version}.0" if version and "." not in version else version
    later = (found.group(3) or "").lower().replace("+", "-or-later")
    code = "-".join(part for part in (family, version) if part) + later
    name, url = _SOFTWARE[family]
    name = f"{name} {version}".strip()
    return Licence(
        code, name, url, commercial=True, adaptation=True, obligations=_SOURCE.format(name=name)
    )  # fmt: skip
