"""Whole columns as arrays of PostgreSQL, each one parameter; numbers in binary, which neither side has to read.

An array in binary is five numbers (dimensions, whether there are nulls, type, length, lowest index), then each item
after its size in bytes; see array_recv in PostgreSQL.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import adapters
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import BigInteger, Boolean, ColumnElement, Float, Integer, String, literal
from sqlalchemy.types import TypeEngine, UserDefinedType

_FORMS: tuple[tuple[type[TypeEngine[Any]], str, int, str], ...] = (
    (BigInteger, "bigint", 20, ">i8"), (Integer, "integer", 23, ">i4"), (Float, "double precision", 701, ">f8"),
    (Boolean, "boolean", 16, "?"), (String, "varchar", 1043, ""),
)  # fmt: skip
"""What PostgreSQL calls a type, the number it has for it, and how one is packed; words are written."""


def array_of(values: npt.NDArray[Any] | Sequence[Any], item: TypeEngine[Any]) -> ColumnElement[Any]:
    """Values as one array of such items; a list may hold plain words and None, too."""
    if isinstance(values, np.ndarray):
        return literal(_packed(values, item), _ArrayOf(item))
    written = ",".join("NULL" if value is None else str(value) for value in values)
    return literal("{" + written + "}", _ArrayOf(item))


def _packed(values: npt.NDArray[Any], item: TypeEngine[Any]) -> _Packed:
    _name, number, form = _form(item)
    items = np.empty(len(values), [("size", ">i4"), ("value", form)])
    items["size"], items["value"] = np.dtype(form).itemsize, values
    return _Packed(struct.pack(">5i", 1, 0, number, len(values), 1) + items.tobytes())


def _form(item: TypeEngine[Any]) -> tuple[str, int, str]:
    return next((name, number, form) for kind, name, number, form in _FORMS if isinstance(item, kind))


@dataclass(frozen=True)
class _Packed:
    content: bytes


class _PackedDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: _Packed) -> Buffer:
        return obj.content


adapters.register_dumper(_Packed, _PackedDumper)


class _ArrayOf(UserDefinedType[Any]):
    cache_ok = True
    render_bind_cast = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        self.item = item

    def get_col_spec(self, **_options: object) -> str:
        return f"{_form(self.item)[0]}[]"
