"""search"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0005."""
    pass


def downgrade() -> None:
    """Go back to 0004."""
    pass
