"""An episode and its versions together: what they are paid."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.credits.queries import credited_rundown
from dashboard.errors import NotFound
from dashboard.payments.payment_sheet import PaymentSheet
from dashboard.payments.queries import payments_of
from dashboard.rundown.tables import Episode
from dashboard.rundown.versions.tables import AsAired


def payments_for(session: Session, episode_id: int) -> PaymentSheet:
    """What an episode pays, its versions included; for a version what its master pays. Raises NotFound."""
    master_id = master_of(session, episode_id)
    versions = session.scalars(select(Episode.id).where(Episode.master_id == master_id).order_by(Episode.id)).all()
    credited = [credited_rundown(session, version_id) for version_id in versions]
    return payments_of(credited_rundown(session, master_id), credited)


def not_aired(session: Session, master_id: int) -> list[str]:
    """The versions of a master for which nothing is accepted as aired yet: they are paid as they stand."""
    query = select(Episode.version).where(Episode.master_id == master_id).order_by(Episode.id)
    return list(session.scalars(query.where(Episode.id.not_in(select(AsAired.episode_id)))))


def master_of(session: Session, episode_id: int) -> int:
    """The episode that a version was derived from; a master itself. Raises NotFound."""
    episode = session.get(Episode, episode_id)
    if episode is None:
        raise NotFound("There is no such episode; pick one from the list.")
    return episode.master_id or episode.id
