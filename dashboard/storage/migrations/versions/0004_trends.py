"""trends"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0004."""
    pass


def downgrade() -> None:
    """Go back to 0003."""
    pass
