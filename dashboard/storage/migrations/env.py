"""How Alembic reaches the database: through the connection that `upgrade` hands it."""

from __future__ import annotations

from alembic import context

import dashboard.assembly.tables
import dashboard.community.call_tables
import dashboard.community.submission_tables
import dashboard.community.tables
import dashboard.curation.answer_tables
import dashboard.curation.duplicate_tables
import dashboard.curation.round_tables
import dashboard.curation.search_tables
import dashboard.curation.tables
import dashboard.curation.trend_tables
import dashboard.curation.verdict_tables
import dashboard.intake.tables
import dashboard.media.tables
import dashboard.people.tables
import dashboard.rundown.tables
import dashboard.storage.tables
import dashboard.work.tables  # noqa: F401
from dashboard.storage.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
