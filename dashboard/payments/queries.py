"""The payment sheet of an episode as it stands in the database."""

from __future__ import annotations

from dashboard.credits.queries import CreditedRundown
from dashboard.payments.payment_sheet import PaymentSheet, payment_sheet


def payments_of(credited: CreditedRundown) -> PaymentSheet:
    """Split the episode's budget over what airs in the loaded rundown."""
    episode = credited.rundown.episode
    return payment_sheet(
        credited.credits.episode,
        episode.currency,
        episode.rate,
        episode.budget_minor,
        credited.on_air.pieces,
        credited.on_air.works,
        credited.on_air.edges,
    )
