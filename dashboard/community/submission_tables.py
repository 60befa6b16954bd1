"""What artists say and accept when they post here: terms, declarations, shares, claims, private facts, requests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.community.tables import Contribution, Contributor
from dashboard.people.tables import Account
from dashboard.storage.base import Base


class Terms(Base):
    """One numbered version of the submission terms; never changed once published."""

    __tablename__ = "terms"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    published_at: Mapped[datetime]


class Submission(Base):
    """What an artist declared and accepted with a piece posted here: the first ground of its clearance."""

    __tablename__ = "submission"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    terms_version: Mapped[int] = mapped_column(ForeignKey("terms.version"))
    accepted_at: Mapped[datetime]
    age_band: Mapped[str]
    """adult, or a band of minors such as `13-15`; private."""
    people: Mapped[str] = mapped_column(default="")
    """Recognisable people and whether they agreed, in the artist's words; empty for none."""
    brands: Mapped[str] = mapped_column(default="")
    third_party: Mapped[str] = mapped_column(default="")
    """Material of others that is in it."""
    machine_made: Mapped[str] = mapped_column(default="")
    """What of it a machine made."""
    guardian_email: Mapped[str] = mapped_column(default="", index=True)
    """Lower case; private. Whoever signs in with it may consent for the artist."""
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    guardian_accepted_at: Mapped[datetime | None]
    guardian_terms_version: Mapped[int | None] = mapped_column(ForeignKey("terms.version"))
    withdrawn_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()


class ShareConsent(Base):
    """Whether one co-author accepts the role and share points that a piece gives them."""

    __tablename__ = "share_consent"
    __table_args__ = (UniqueConstraint("contribution_id", "contributor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id"), index=True)
    role: Mapped[str]
    points: Mapped[int]
    state: Mapped[str] = mapped_column(default="asked", index=True)
    """asked, accepted or declined."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    """Who answered."""
    answered_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()
    contributor: Mapped[Contributor] = relationship()


class Claim(Base):
    """An account says that it is a contributor; a person here confirms or refuses."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("account_id", "contributor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id"), index=True)
    words: Mapped[str] = mapped_column(default="")
    """How one can tell, in the words of whoever claims."""
    state: Mapped[str] = mapped_column(default="asked", index=True)
    """asked, confirmed or refused."""
    asked_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()
    contributor: Mapped[Contributor] = relationship()


class PrivateFacts(Base):
    """What is known of a contributor that no page, match or export shows but the one to the person and an admin."""

    __tablename__ = "private_facts"

    contributor_id: Mapped[int] = mapped_column(
        ForeignKey("contributor.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    contact: Mapped[str] = mapped_column(default="")
    age_band: Mapped[str] = mapped_column(default="")


class PieceRequest(Base):
    """Something about a piece that a person must look at: reported, withdrawn, gone, or asked by its artist."""

    __tablename__ = "piece_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    """reported, withdrawn, gone, credit, payment, or ownership: whose work it is."""
    words: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    raised_by: Mapped[str]
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open", index=True)
    """open, upheld (answered, and the piece stays off the air) or done."""
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    contribution: Mapped[Contribution] = relationship()
