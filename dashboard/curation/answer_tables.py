"""What the artist of each reviewed piece is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Contribution
from dashboard.people.tables import Account
from dashboard.storage.base import Base


class Answer(Base):
    """The answer that a piece has now. A piece that was judged and has none here is told that it was seen."""

    __tablename__ = "answer"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(index=True)
    """One of the kinds in answer_words.py."""
    words: Mapped[str]
    """With `{name}`, `{title}` and `{call}` still in it: each of its artists is addressed by their own name."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    listed_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it was handed out in a list to send; none again once it is changed."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change; a change made from an older one is refused."""

    contribution: Mapped[Contribution] = relationship()


class AnswerTemplate(Base):
    """The words that an answer of one kind begins with, where they are not those that come with the program."""

    __tablename__ = "answer_template"

    kind: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change; a change made from an older one is refused."""
