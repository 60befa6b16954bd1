"""Values as PHP's `serialize` writes them: numbers, texts and arrays, and no objects."""

from __future__ import annotations

import re
from typing import Any

DEEPEST = 20
_LENGTH = re.compile(rb"(\d{1,9}):")
_PLAIN = re.compile(rb"(?:(N)|([ib]):(-?\d{1,18})|d:([-+.\dEeINFA]{1,40}));")


def read_php(text: str) -> Any:
    """The value; arrays are dicts with their keys as text. ValueError where it is anything else."""
    reader = _Reader(text.encode("utf-8", "surrogatepass"))
    value = reader.value(0)
    if reader.at != len(reader.content):
        raise ValueError("something follows the value")
    return value


class _Reader:
    """Goes through the bytes: PHP counts them, not characters."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        start = self.content[self.at : self.at + 2]
        if start == b"s:":
            return self._text()
        if start == b"a:":
            return self._array(depth)
        found = _PLAIN.match(self.content, self.at)
        if not found:
            raise ValueError(f"no value at byte {self.at}")
        self.at = found.end()
        if found[4]:
            return float(found[4])
        if not found[2]:
            return None
        return bool(int(found[3])) if found[2] == b"b" else int(found[3])

    def _length(self) -> int:
        found = _LENGTH.match(self.content, self.at + 2)
        if not found:
            raise ValueError(f"no length at byte {self.at}")
        self.at = found.end()
        return int(found[1])

    def _text(self) -> str:
        length = self._length()
        start, end = self.at + 1, self.at + 1 + length
        if self.content[self.at : start] != b'"' or self.content[end : end + 2] != b'";':
            raise ValueError(f"no text at byte {self.at}")
        self.at = end + 2
        return self.content[start:end].decode("utf-8", "replace")

    def _array(self, depth: int) -> dict[str, Any]:
        count = self._length()
        self._pass(b"{")
        found: dict[str, Any] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if not isinstance(key, str | int):
                raise ValueError(f"no key before byte {self.at}")
            found[str(key)] = self.value(depth + 1)
        self._pass(b"}")
        return found

    def _pass(self, sign: bytes) -> None:
        if self.content[self.at : self.at + 1] != sign:
            raise ValueError(f"no {sign.decode()} at byte {self.at}")
        self.at += 1
