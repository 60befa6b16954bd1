"""Raw records: what sources sent, kept compressed beside what was made of it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from dashboard.intake.cells import passage
from dashboard.intake.connector import RawItem
from dashboard.intake.tables import RawRecord

LONGEST_SHOWN = 2000


def keep_raw(session: Session, source_id: int, items: Mapping[str, RawItem], at: datetime) -> None:
    """Keep the latest record of each external id; an equal one is not written again."""
    if not items:
        return
    columns = (RawRecord.external_id, RawRecord.sha256, RawRecord.place)
    query = select(*columns).where(RawRecord.source_id == source_id, RawRecord.external_id.in_(items))
    known = {row.external_id: (row.sha256, row.place) for row in session.execute(query)}
    new, changed = [], []
    for external_id, item in items.items():
        words = json.dumps(item.payload, default=str, separators=(",", ":")).encode()
        sha256 = hashlib.sha256(words).hexdigest()
        if known.get(external_id) == (sha256, item.where):
            continue
        row = {"sha256": sha256, "body": zlib.compress(words, 1), "fetched_at": at, "place": item.where}
        if external_id in known:
            changed.append(row | {"key": external_id})
        else:
            new.append(row | {"source_id": source_id, "external_id": external_id})
    if new:
        session.execute(insert(RawRecord), new)
    if changed:
        table = RawRecord.__table__
        one = (table.c.source_id == source_id) & (table.c.external_id == bindparam("key"))
        session.connection().execute(update(table).where(one), changed)  # type: ignore[arg-type]


def raw_items(session: Session, source_id: int, external_ids: Collection[str]) -> dict[str, RawItem]:
    """The records of these external ids as they last came."""
    query = select(RawRecord).where(RawRecord.source_id == source_id, RawRecord.external_id.in_(external_ids))
    return {
        row.external_id: RawItem(row.external_id, json.loads(zlib.decompress(row.body)), row.place)
        for row in session.scalars(query)
    }


def shown(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a dead letter keeps it: every text safe to show and not endless."""
    return {str(key)[:200]: _shown(value, depth=4) for key, value in payload.items()}


def _shown(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if abs(value) < 1e300 else str(value)
    if isinstance(value, Mapping) and depth:
        return {str(key)[:200]: _shown(part, depth - 1) for key, part in list(value.items())[:100]}
    if isinstance(value, list | tuple) and depth:
        return [_shown(part, depth - 1) for part in value[:100]]
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return passage(text)[:LONGEST_SHOWN]
