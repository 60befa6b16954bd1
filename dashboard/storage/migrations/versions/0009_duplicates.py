"""duplicates"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0009."""
    pass


def downgrade() -> None:
    """Go back to 0008."""
    pass
