"""search"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import dashboard.storage.base
from dashboard.community.searching import found_words
from dashboard.storage.full_text import drop_tables, make_tables

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    """Go to 0005. What the full text tables hold is filled in when all migrations are through."""
    op.create_table('search_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_word')),
    sa.UniqueConstraint('word', name=op.f('uq_search_word_word'))
    )
    op.create_table('search_trigram',
    sa.Column('trigram', sa.String(), nullable=False),
    sa.Column('word_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['word_id'], ['search_word.id'], name=op.f('fk_search_trigram_word_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('trigram', 'word_id', name=op.f('pk_search_trigram')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('search_trigram', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_trigram_word_id'), ['word_id'], unique=False)

    op.create_table('saved_search',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('query', sa.JSON(), nullable=False),
    sa.Column('known', sa.LargeBinary(), nullable=False),
    sa.Column('opened_at', dashboard.storage.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_saved_search_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search')),
    sa.UniqueConstraint('account_id', 'name', name=op.f('uq_saved_search_account_id_name'))
    )
    make_tables(op.get_bind())
    _find_anew()


def _find_anew() -> None:
    """The words in which pieces are found, as this version makes them."""
    piece = sa.table('contribution', *(sa.column(name) for name in ('id', 'title', 'text', 'tags', 'found')))
    credit = sa.table('credit', *(sa.column(name) for name in ('contribution_id', 'contributor_id', 'position')))
    person = sa.table('contributor', sa.column('id'), sa.column('credit_name'))
    connection = op.get_bind()
    named = sa.select(credit.c.contribution_id, person.c.credit_name).join(person, person.c.id == credit.c.contributor_id)
    pieces = sa.select(piece.c.id, piece.c.title, piece.c.text, piece.c.tags)
    change = piece.update().where(piece.c.id == sa.bindparam('of')).values(found=sa.bindparam('words'))
    after = 0
    while rows := connection.execute(pieces.where(piece.c.id > after).order_by(piece.c.id).limit(AT_ONCE)).all():
        after = rows[-1].id
        among = credit.c.contribution_id.between(rows[0].id, after)
        names: dict[int, list[str]] = {}
        for id_, name in connection.execute(named.where(among).order_by(credit.c.contribution_id, credit.c.position)):
            names.setdefault(id_, []).append(name)
        found = [
            {'of': row.id, 'words': found_words(row.title, row.text, row.tags, names.get(row.id, ()))} for row in rows
        ]
        connection.execute(change, found)


def downgrade() -> None:
    """Go back to 0004."""
    drop_tables(op.get_bind())
    op.drop_table('saved_search')
    with op.batch_alter_table('search_trigram', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_search_trigram_word_id'))

    op.drop_table('search_trigram')
    op.drop_table('search_word')
