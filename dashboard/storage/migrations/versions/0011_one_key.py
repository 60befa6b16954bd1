"""one key"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0011. Lists are ordered by the key itself, and the nightly work counts by hour without an index."""
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.drop_index('ix_contribution_score')
        batch_op.drop_index('ix_contribution_kind_score')
        batch_op.drop_column('score')

    with op.batch_alter_table('trend_gain', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trend_gain_hour'))


def downgrade() -> None:
    """Go back to 0010. Scores are 0 until the next night."""
    with op.batch_alter_table('trend_gain', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trend_gain_hour'), ['hour'], unique=False)

    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('score', sa.Double(), server_default='0', nullable=False))
        batch_op.create_index('ix_contribution_kind_score', ['kind', 'score', 'id'], unique=False)
        batch_op.create_index('ix_contribution_score', ['score', 'id'], unique=False)
