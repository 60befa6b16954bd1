"""merged pieces"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0003."""
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_contribution_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_contribution_merged_into_id'), 'contribution', ['merged_into_id'], ['id'])


def downgrade() -> None:
    """Go back to 0002."""
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contribution_merged_into_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_contribution_merged_into_id'))
        batch_op.drop_column('merged_into_id')
