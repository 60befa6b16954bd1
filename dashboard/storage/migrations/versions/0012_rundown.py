"""rundown"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def _anew() -> dict[str, Any]:
    """How SQLite's tables get ids that are never given twice: it takes a new table. PostgreSQL's have them."""
    if op.get_bind().dialect.name != 'sqlite':
        return {}
    return {'recreate': 'always', 'table_kwargs': {'sqlite_autoincrement': True}}


def upgrade() -> None:
    """Go to 0012."""
    op.create_table('given_out',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('episode_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('given_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('given_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_given_out_account_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_given_out_episode_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_given_out'))
    )
    with op.batch_alter_table('given_out', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_given_out_episode_id'), ['episode_id'], unique=False)

    op.create_table('rundown_edit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('episode_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.Column('made_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('said', sa.String(), nullable=False),
    sa.Column('delta', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('of_id', sa.Integer(), nullable=True),
    sa.Column('undone', sa.Boolean(), nullable=False),
    sa.Column('change_number', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_rundown_edit_account_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_rundown_edit_episode_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['of_id'], ['rundown_edit.id'], name=op.f('fk_rundown_edit_of_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rundown_edit')),
    sa.UniqueConstraint('episode_id', 'key', name=op.f('uq_rundown_edit_episode_id_key'))
    )
    with op.batch_alter_table('rundown_edit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rundown_edit_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_rundown_edit_episode', ['episode_id', 'id'], unique=False)

    op.create_table('rundown_snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('episode_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('taken_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('taken_by', sa.String(), nullable=False),
    sa.Column('schema', sa.Integer(), nullable=False),
    sa.Column('state', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_rundown_snapshot_account_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_rundown_snapshot_episode_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rundown_snapshot'))
    )
    with op.batch_alter_table('rundown_snapshot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rundown_snapshot_episode_id'), ['episode_id'], unique=False)

    op.create_table('as_aired',
    sa.Column('episode_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('accepted_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('accepted_by', sa.String(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('file_hash', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_as_aired_account_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_as_aired_episode_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['snapshot_id'], ['rundown_snapshot.id'], name=op.f('fk_as_aired_snapshot_id')),
    sa.PrimaryKeyConstraint('episode_id', name=op.f('pk_as_aired'))
    )
    op.create_table('rundown_lock',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('episode_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('snapshot_id', sa.Integer(), nullable=False),
    sa.Column('locked_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('locked_by', sa.String(), nullable=False),
    sa.Column('released_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('released_by', sa.String(), nullable=False),
    sa.Column('released_why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_rundown_lock_account_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_rundown_lock_episode_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['snapshot_id'], ['rundown_snapshot.id'], name=op.f('fk_rundown_lock_snapshot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rundown_lock'))
    )
    with op.batch_alter_table('rundown_lock', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rundown_lock_episode_id'), ['episode_id'], unique=False)

    op.create_table('version_terms',
    sa.Column('episode_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('territories', sa.String(), nullable=False),
    sa.Column('media', sa.String(), nullable=False),
    sa.Column('shown_from', sa.Date(), nullable=True),
    sa.Column('shown_until', sa.Date(), nullable=True),
    sa.Column('base_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('shown_from IS NULL OR shown_until IS NULL OR shown_until >= shown_from', name=op.f('ck_version_terms_from_before_until')),
    sa.ForeignKeyConstraint(['base_id'], ['rundown_snapshot.id'], name=op.f('fk_version_terms_base_id')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_version_terms_episode_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('episode_id', name=op.f('pk_version_terms'))
    )
    op.create_table('lock_condition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lock_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('settled_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(), nullable=False),
    sa.Column('settled_how', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['lock_id'], ['rundown_lock.id'], name=op.f('fk_lock_condition_lock_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lock_condition'))
    )
    with op.batch_alter_table('lock_condition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lock_condition_lock_id'), ['lock_id'], unique=False)

    with op.batch_alter_table('act', schema=None, **_anew()) as batch_op:
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))

    with op.batch_alter_table('episode', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.String(), nullable=False, server_default='master'))
        batch_op.add_column(sa.Column('drop_frame', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('first_timecode_frames', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('on_air_ms', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('words_per_minute', sa.Integer(), nullable=False, server_default='150'))
        batch_op.add_column(sa.Column('master_id', sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_episode_show_id_number'), type_='unique')
        batch_op.create_check_constraint(batch_op.f('ck_episode_read_rate_positive'), 'words_per_minute > 0')
        batch_op.create_index(batch_op.f('ix_episode_master_id'), ['master_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_episode_show_id_number_version'), ['show_id', 'number', 'version'])
        batch_op.create_foreign_key(batch_op.f('fk_episode_master_id'), 'episode', ['master_id'], ['id'])

    with op.batch_alter_table('item', schema=None, **_anew()) as batch_op:
        batch_op.add_column(sa.Column('note', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('hard_start_frames', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('hard_back_frames', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('locked', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))

    with op.batch_alter_table('layer', schema=None, **_anew()) as batch_op:
        batch_op.add_column(sa.Column('offset_frames', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('fade_in_frames', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('fade_out_frames', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f('ck_layer_not_before'), 'offset_frames >= 0 AND fade_in_frames >= 0 AND fade_out_frames >= 0'
        )



def downgrade() -> None:
    """Go back to 0011. Versions of episodes go: there was only one of each."""
    op.execute("DELETE FROM episode WHERE master_id IS NOT NULL")
    with op.batch_alter_table('layer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_layer_not_before'), type_='check')
        batch_op.drop_column('origin_id')
        batch_op.drop_column('fade_out_frames')
        batch_op.drop_column('fade_in_frames')
        batch_op.drop_column('offset_frames')

    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.drop_column('origin_id')
        batch_op.drop_column('locked')
        batch_op.drop_column('hard_back_frames')
        batch_op.drop_column('hard_start_frames')
        batch_op.drop_column('note')

    with op.batch_alter_table('episode', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_episode_master_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_episode_show_id_number_version'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_episode_master_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_episode_show_id_number'), ['show_id', 'number'])
        batch_op.drop_column('master_id')
        batch_op.drop_constraint(batch_op.f('ck_episode_read_rate_positive'), type_='check')
        batch_op.drop_column('words_per_minute')
        batch_op.drop_column('on_air_ms')
        batch_op.drop_column('first_timecode_frames')
        batch_op.drop_column('drop_frame')
        batch_op.drop_column('version')

    with op.batch_alter_table('act', schema=None) as batch_op:
        batch_op.drop_column('origin_id')

    with op.batch_alter_table('lock_condition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lock_condition_lock_id'))

    op.drop_table('lock_condition')
    op.drop_table('version_terms')
    with op.batch_alter_table('rundown_lock', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rundown_lock_episode_id'))

    op.drop_table('rundown_lock')
    op.drop_table('as_aired')
    with op.batch_alter_table('rundown_snapshot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rundown_snapshot_episode_id'))

    op.drop_table('rundown_snapshot')
    with op.batch_alter_table('rundown_edit', schema=None) as batch_op:
        batch_op.drop_index('ix_rundown_edit_episode')
        batch_op.drop_index(batch_op.f('ix_rundown_edit_account_id'))

    op.drop_table('rundown_edit')
    with op.batch_alter_table('given_out', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_given_out_episode_id'))

    op.drop_table('given_out')
