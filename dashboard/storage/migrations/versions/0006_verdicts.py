"""verdicts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0006."""
    op.create_table('inbox_queue',
    sa.Column('account_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('piece_ids', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('narrowed', sa.JSON(), nullable=False),
    sa.Column('made_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('looked_until', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('newest_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inbox_queue_account_id')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_inbox_queue'))
    )
    op.create_table('verdict_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('undoes_id', sa.Integer(), nullable=True),
    sa.Column('at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('settled_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_verdict_step_account_id')),
    sa.ForeignKeyConstraint(['undoes_id'], ['verdict_step.id'], name=op.f('fk_verdict_step_undoes_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verdict_step')),
    sa.UniqueConstraint('account_id', 'mark', name=op.f('uq_verdict_step_account_id_mark'))
    )
    with op.batch_alter_table('verdict_step', schema=None) as batch_op:
        batch_op.create_index('ix_verdict_step_account', ['account_id', 'id'], unique=False)

    op.create_table('verdict',
    sa.Column('account_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=False),
    sa.Column('in_ms', sa.Integer(), nullable=True),
    sa.Column('out_ms', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('seen_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('changed_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_verdict_account_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_verdict_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'contribution_id', name=op.f('pk_verdict'))
    )
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verdict_contribution_id'), ['contribution_id'], unique=False)


def downgrade() -> None:
    """Go back to 0005."""
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verdict_contribution_id'))

    op.drop_table('verdict')
    with op.batch_alter_table('verdict_step', schema=None) as batch_op:
        batch_op.drop_index('ix_verdict_step_account')

    op.drop_table('verdict_step')
    op.drop_table('inbox_queue')
