"""Accounts and the roles they hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.storage.base import Base


class Account(Base):
    """A person who signs in. The e-mail address is the link to the sign-in provider and is shown to admins only."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case."""
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    sample: Mapped[bool] = mapped_column(default=False)
    """One of the named people of the sample show, whom the local mode lets anyone act as."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Raised by one with each change; a change made from an older one is refused."""

    roles: Mapped[list[AccountRole]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin", order_by="AccountRole.role"
    )


class AccountRole(Base):
    """One role of one account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[Account] = relationship(back_populates="roles")
