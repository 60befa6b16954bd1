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
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.drop_column('score_reason')
    op.create_table('refused_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refused_evidence')),
    sa.UniqueConstraint('what', 'reason', name=op.f('uq_refused_evidence_what_reason'))
    )
    op.create_table('trend_model',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fitted_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('period_hours', sa.Integer(), nullable=False),
    sa.Column('chosen', sa.String(), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('backtest', sa.JSON(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trend_model'))
    )
    op.create_table('trend_state',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('reading_id', sa.Integer(), nullable=False),
    sa.Column('period_hours', sa.Integer(), nullable=False),
    sa.Column('usual_here', sa.Double(), nullable=False),
    sa.Column('folded_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('rebuilt_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trend_state'))
    )
    op.execute("INSERT INTO trend_state (id, event_id, reading_id, period_hours, usual_here) VALUES (1, 0, 0, 24, 1.0)")
    op.create_table('source_baseline',
    sa.Column('source_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('usual', sa.Double(), nullable=False),
    sa.Column('cap', sa.Double(), nullable=False),
    sa.Column('measured_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['source_id'], ['source.id'], name=op.f('fk_source_baseline_source_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('source_id', name=op.f('pk_source_baseline'))
    )
    op.create_table('trend_counter',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_trend_counter_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', 'name', name=op.f('pk_trend_counter')),
    sqlite_with_rowid=False
    )
    op.create_table('trend_gain',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('hour', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('here', sa.Boolean(), autoincrement=False, nullable=False),
    sa.Column('gain', sa.Double(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('likes', sa.BigInteger(), nullable=False),
    sa.Column('comments', sa.BigInteger(), nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=False),
    sa.Column('negatives', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('contribution_id', 'hour', 'here', name=op.f('pk_trend_gain')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('trend_gain', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trend_gain_hour'), ['hour'], unique=False)

    op.create_table('trend_key',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('key_1', sa.Double(), nullable=False),
    sa.Column('key_4', sa.Double(), nullable=False),
    sa.Column('key_16', sa.Double(), nullable=False),
    sa.Column('posted_hour', sa.Integer(), nullable=False),
    sa.Column('period', sa.Integer(), nullable=False),
    sa.Column('newest_gain', sa.Double(), nullable=False),
    sa.Column('last_gain', sa.Double(), nullable=False),
    sa.Column('before_gain', sa.Double(), nullable=False),
    sa.Column('total', sa.Double(), nullable=False),
    sa.Column('likes', sa.BigInteger(), nullable=False),
    sa.Column('comments', sa.BigInteger(), nullable=False),
    sa.Column('views', sa.BigInteger(), nullable=False),
    sa.Column('negatives', sa.BigInteger(), nullable=False),
    sa.Column('acts_here', sa.Integer(), nullable=False),
    sa.Column('given_to_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_trend_key_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_trend_key'))
    )
    with op.batch_alter_table('trend_key', schema=None) as batch_op:
        batch_op.create_index('ix_trend_key_given_to_id', ['given_to_id'], unique=False, sqlite_where=sa.text('given_to_id IS NOT NULL'), postgresql_where=sa.text('given_to_id IS NOT NULL'))
        batch_op.create_index('ix_trend_key_key_1', ['key_1', 'contribution_id'], unique=False)
        batch_op.create_index('ix_trend_key_key_16', ['key_16', 'contribution_id'], unique=False)
        batch_op.create_index('ix_trend_key_key_4', ['key_4', 'contribution_id'], unique=False)
        batch_op.create_index('ix_trend_key_posted_hour', ['posted_hour', 'contribution_id'], unique=False)


def downgrade() -> None:
    """Go back to 0003."""
    with op.batch_alter_table('trend_key', schema=None) as batch_op:
        batch_op.drop_index('ix_trend_key_posted_hour')
        batch_op.drop_index('ix_trend_key_key_4')
        batch_op.drop_index('ix_trend_key_key_16')
        batch_op.drop_index('ix_trend_key_key_1')
        batch_op.drop_index('ix_trend_key_given_to_id')

    op.drop_table('trend_key')
    with op.batch_alter_table('trend_gain', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trend_gain_hour'))

    op.drop_table('trend_gain')
    op.drop_table('trend_counter')
    op.drop_table('source_baseline')
    op.drop_table('trend_state')
    op.drop_table('trend_model')
    op.drop_table('refused_evidence')
    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('score_reason', sa.String(), server_default='', nullable=False))
