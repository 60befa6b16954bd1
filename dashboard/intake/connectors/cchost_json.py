"""The JSON that ccHost writes, mended where it is none."""

from __future__ import annotations

import json
import re
from typing import Any

# Strings are matched whole, so that nothing in them is taken for a number; an open one ends where all ends.
_STRING_OR_ZEROS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|(?<![\w.+])(-?)(?<![\w.+]-)0+(?=\d)', re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrtu])|(.))', re.DOTALL)


def read_json(body: bytes) -> Any:
    """The document, with numbers such as `094` and needless escapes mended; ValueError where that is not enough."""
    text = body.decode("utf-8-sig", "replace")
    try:
        return _read(text)
    except ValueError:
        return _read(_STRING_OR_ZEROS.sub(_mended, text))


def _read(text: str) -> Any:
    try:
        return json.loads(text, strict=False, parse_constant=lambda _: None)
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep


def _mended(found: re.Match[str]) -> str:
    if found[0].startswith('"'):
        return _BAD_ESCAPE.sub(lambda escape: escape[0] if escape[1] else escape[2], found[0])
    return found[1] or ""
