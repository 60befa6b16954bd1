"""rounds and answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

CRITERIA = [
    {'key': 'c1', 'name': 'Idea', 'words': 'Is there something of its own in it?', 'weight': 2},
    {'key': 'c2', 'name': 'Craft', 'words': 'Is it well made for what it wants to be?', 'weight': 1},
    {'key': 'c3', 'name': 'For the show', 'words': 'Would it hold somebody who comes in half-way?', 'weight': 2},
]


def upgrade() -> None:
    """Go to 0007."""
    op.create_table('answer_template',
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_answer_template'))
    )
    op.create_table('round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('blind', sa.Boolean(), nullable=False),
    sa.Column('names_after', sa.Boolean(), nullable=False),
    sa.Column('reviews_wanted', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.Column('made_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_round_call_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_round_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round'))
    )
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_call_id'), ['call_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_round_state'), ['state'], unique=False)

    op.create_table('rubric',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=True),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_rubric_call_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric')),
    sa.UniqueConstraint('call_id', name=op.f('uq_rubric_call_id'))
    )
    op.create_table('answer',
    sa.Column('contribution_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('written_by', sa.String(), nullable=False),
    sa.Column('written_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('listed_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_answer_account_id')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_answer_contribution_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contribution_id', name=op.f('pk_answer'))
    )
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_listed_at'), ['listed_at'], unique=False)

    op.create_table('round_piece',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_round_piece_contribution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_piece_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_piece')),
    sa.UniqueConstraint('round_id', 'contribution_id', name=op.f('uq_round_piece_round_id_contribution_id')),
    sa.UniqueConstraint('token', name=op.f('uq_round_piece_token'))
    )
    with op.batch_alter_table('round_piece', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_piece_contribution_id'), ['contribution_id'], unique=False)

    op.create_table('round_reviewer',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_round_reviewer_account_id')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_reviewer_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'account_id', name=op.f('pk_round_reviewer'))
    )
    with op.batch_alter_table('round_reviewer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_reviewer_account_id'), ['account_id'], unique=False)

    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_piece_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('recused', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('knew_names', sa.Boolean(), nullable=False),
    sa.Column('given_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_account_id')),
    sa.ForeignKeyConstraint(['round_piece_id'], ['round_piece.id'], name=op.f('fk_review_round_piece_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('round_piece_id', 'account_id', name=op.f('uq_review_round_piece_id_account_id'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_account_id'), ['account_id'], unique=False)

    op.create_table('unblinding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_piece_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('looked_by', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_unblinding_account_id')),
    sa.ForeignKeyConstraint(['round_piece_id'], ['round_piece.id'], name=op.f('fk_unblinding_round_piece_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unblinding'))
    )
    with op.batch_alter_table('unblinding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unblinding_round_piece_id'), ['round_piece_id'], unique=False)

    # The rubric of the house, for what has no call; people change it as they like.
    rubric = sa.table('rubric', sa.column('call_id', sa.Integer()), sa.column('criteria', sa.JSON()), sa.column('version', sa.Integer()))
    op.bulk_insert(rubric, [{'call_id': None, 'criteria': CRITERIA, 'version': 1}])


def downgrade() -> None:
    """Go back to 0006."""
    with op.batch_alter_table('unblinding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unblinding_round_piece_id'))

    op.drop_table('unblinding')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_account_id'))

    op.drop_table('review')
    with op.batch_alter_table('round_reviewer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_reviewer_account_id'))

    op.drop_table('round_reviewer')
    with op.batch_alter_table('round_piece', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_piece_contribution_id'))

    op.drop_table('round_piece')
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_listed_at'))
        batch_op.drop_index(batch_op.f('ix_answer_kind'))

    op.drop_table('answer')
    op.drop_table('rubric')
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_state'))
        batch_op.drop_index(batch_op.f('ix_round_call_id'))

    op.drop_table('round')
    op.drop_table('answer_template')
