"""Every room's tables, and the steps from one version of them to the next. Nobody imports this but Alembic."""
