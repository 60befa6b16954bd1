"""Saved searches, and the words by which misspelt ones are found.

What is searched itself lies in tables that the database keeps by triggers: see storage/full_text.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.people.tables import Account
from dashboard.storage.base import Base


class SavedSearch(Base):
    """A search that one account keeps under a name, and what it had found when it was last opened."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    """As the address of the Search page says it."""
    known: Mapped[bytes] = mapped_column(default=b"")
    """The pieces that matched when it was last opened: a bit for each id, from 0 on, compressed."""
    opened_at: Mapped[datetime]


class SearchWord(Base):
    """A word that pieces hold."""

    __tablename__ = "search_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(unique=True)
    pieces: Mapped[int]
    """How many hold it."""


class SearchTrigram(Base):
    """Three neighbouring letters of a word, two blanks before it and one after."""

    __tablename__ = "search_trigram"
    __table_args__ = (
        Index("ix_search_trigram_word_id", "word_id"),
        {"sqlite_with_rowid": False},
    )

    trigram: Mapped[str] = mapped_column(primary_key=True)
    word_id: Mapped[int] = mapped_column(
        ForeignKey(SearchWord.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
