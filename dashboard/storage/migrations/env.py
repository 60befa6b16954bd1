"""How Alembic reaches the database: through the connection that `upgrade` hands it."""

from __future__ import annotations

from alembic import context

import dashboard.assembly.tables
import dashboard.community.call_tables
import dashboard.community.submission_tables
import dashboard.community.tables
import dashboard.curation.answer_tables
import dashboard.curation.duplicates.tables
import dashboard.curation.inbox.tables
import dashboard.curation.rounds.tables
import dashboard.curation.search.tables
import dashboard.curation.tables
import dashboard.curation.trends.tables
import dashboard.intake.tables
import dashboard.media.tables
import dashboard.people.tables
import dashboard.rundown.edits.tables
import dashboard.rundown.locks.tables
import dashboard.rundown.tables
import dashboard.rundown.versions.tables
import dashboard.storage.tables
import dashboard.work.tables  # noqa: F401
from dashboard.storage.base import Base
from dashboard.storage.full_text import is_ours


def _has_a_model(name: str | None, sort: str, _parents: object) -> bool:
    """Whether a table is one that a class stands for; those of full text are made by hand."""
    return sort != "table" or not is_ours(name or "")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=_has_a_model,
    transaction_per_migration=False,
)
context.run_migrations()
