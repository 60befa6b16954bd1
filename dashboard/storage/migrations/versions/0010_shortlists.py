"""shortlists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0010. What one person wrote beside a piece becomes why that person picked it."""
    op.create_table('shortlist_pick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('picked_by', sa.String(), nullable=False),
    sa.Column('picked_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('picked_from', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('trend_place', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_shortlist_pick_account_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['shortlist_entry.id'], name=op.f('fk_shortlist_pick_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shortlist_pick')),
    sa.UniqueConstraint('entry_id', 'account_id', name=op.f('uq_shortlist_pick_entry_id_account_id'))
    )
    with op.batch_alter_table('shortlist_pick', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shortlist_pick_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shortlist_pick_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shortlist_pick_picked_at'), ['picked_at'], unique=False)

    op.create_table('shortlist_place',
    sa.Column('entry_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('act_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['act_id'], ['act.id'], name=op.f('fk_shortlist_place_act_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['shortlist_entry.id'], name=op.f('fk_shortlist_place_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_shortlist_place'))
    )
    with op.batch_alter_table('shortlist_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shortlist_place_act_id'), ['act_id'], unique=False)

    op.execute(
        "INSERT INTO shortlist_pick (entry_id, account_id, picked_by, picked_at, picked_from, why) "
        "SELECT entry.id, account.id, entry.picked_by, entry.picked_at, '', entry.note "
        "FROM shortlist_entry AS entry LEFT JOIN account ON account.id = entry.account_id"
    )
    op.execute("UPDATE shortlist_entry SET note = ''")

    with op.batch_alter_table('shortlist_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tags', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.drop_column('account_id')
        batch_op.drop_column('picked_by')
        batch_op.drop_constraint(batch_op.f('fk_shortlist_entry_contribution_id'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_shortlist_entry_contribution_id'), 'contribution', ['contribution_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_shortlist_entry_owner_id'), 'account', ['owner_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_shortlist_entry_owner_id'), ['owner_id'], unique=False)

    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.create_index('ix_contribution_arrival', ['merged_into_id', 'first_seen_at', 'kind', 'call_id'], unique=False)

    with op.batch_alter_table('credit', schema=None) as batch_op:
        batch_op.create_index('ix_credit_first_piece', ['contributor_id', 'contribution_id'], unique=False)


def downgrade() -> None:
    """Go back to 0009. Only the first pick of each piece stays."""
    with op.batch_alter_table('credit', schema=None) as batch_op:
        batch_op.drop_index('ix_credit_first_piece')

    with op.batch_alter_table('contribution', schema=None) as batch_op:
        batch_op.drop_index('ix_contribution_arrival')

    with op.batch_alter_table('shortlist_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shortlist_entry_owner_id'))
        batch_op.drop_constraint(batch_op.f('fk_shortlist_entry_owner_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_shortlist_entry_contribution_id'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_shortlist_entry_contribution_id'), 'contribution', ['contribution_id'], ['id'])
        batch_op.add_column(sa.Column('account_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('picked_by', sa.String(), nullable=False, server_default=''))
        batch_op.drop_column('version')
        batch_op.drop_column('owner_id')
        batch_op.drop_column('tags')

    first = "FROM shortlist_pick AS pick WHERE pick.entry_id = shortlist_entry.id ORDER BY pick.id LIMIT 1"
    op.execute(
        f"UPDATE shortlist_entry SET account_id = (SELECT pick.account_id {first}), "
        f"picked_by = coalesce((SELECT pick.picked_by {first}), ''), "
        f"note = CASE WHEN note = '' THEN coalesce((SELECT pick.why {first}), '') ELSE note END"
    )

    with op.batch_alter_table('shortlist_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shortlist_place_act_id'))

    op.drop_table('shortlist_place')
    with op.batch_alter_table('shortlist_pick', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shortlist_pick_picked_at'))
        batch_op.drop_index(batch_op.f('ix_shortlist_pick_entry_id'))
        batch_op.drop_index(batch_op.f('ix_shortlist_pick_account_id'))

    op.drop_table('shortlist_pick')
