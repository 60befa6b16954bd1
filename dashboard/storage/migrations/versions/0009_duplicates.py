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
    op.create_table('duplicate_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.String(), nullable=False),
    sa.Column('likeness', sa.Double(), nullable=False),
    sa.Column('measured', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('found_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('decided_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_duplicate_pair_in_order')),
    sa.ForeignKeyConstraint(['first_id'], ['contribution.id'], name=op.f('fk_duplicate_pair_first_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['second_id'], ['contribution.id'], name=op.f('fk_duplicate_pair_second_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duplicate_pair')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_duplicate_pair_first_id_second_id'))
    )
    with op.batch_alter_table('duplicate_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duplicate_pair_second_id'), ['second_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duplicate_pair_state'), ['state'], unique=False)

    op.create_table('searched_piece',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('media_hash', sa.String(), nullable=False),
    sa.Column('text_print', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_searched_piece_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_searched_piece'))
    )


def downgrade() -> None:
    """Go back to 0008."""
    op.drop_table('searched_piece')
    with op.batch_alter_table('duplicate_pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_state'))
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_second_id'))

    op.drop_table('duplicate_pair')
