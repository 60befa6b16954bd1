"""media checks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to 0008."""
    op.create_table('media_check',
    sa.Column('content_hash', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('measured', sa.JSON(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('picture_prints', sa.LargeBinary(), nullable=False),
    sa.Column('sound_print', sa.LargeBinary(), nullable=False),
    sa.Column('sound_sketch', sa.LargeBinary(), nullable=False),
    sa.Column('measured_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('judged_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['content_hash'], ['media_file.content_hash'], name=op.f('fk_media_check_content_hash'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('content_hash', name=op.f('pk_media_check'))
    )
    with op.batch_alter_table('media_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_media_check_judged_by'), ['judged_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_media_check_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_media_check_version'), ['version'], unique=False)

    _await_measuring()


def _await_measuring() -> None:
    """Every file that was admitted before waits to be measured."""
    names = ('content_hash', 'version', 'measured', 'problem', 'picture_prints', 'sound_print', 'sound_sketch', 'state', 'judged_by')
    file = sa.table('media_file', sa.column('content_hash'))
    check = sa.table('media_check', *(sa.column(name) for name in names))
    empty = sa.literal(b'', sa.LargeBinary)
    waiting = sa.select(file.c.content_hash, sa.literal(0), sa.literal({}, sa.JSON), sa.literal(''), empty, empty, empty, sa.literal(''), sa.literal(0))
    op.get_bind().execute(check.insert().from_select(list(names), waiting))


def downgrade() -> None:
    """Go back to 0007."""
    with op.batch_alter_table('media_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_media_check_version'))
        batch_op.drop_index(batch_op.f('ix_media_check_state'))
        batch_op.drop_index(batch_op.f('ix_media_check_judged_by'))

    op.drop_table('media_check')
