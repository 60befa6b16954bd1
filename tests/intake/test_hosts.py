"""The hosts on private networks that an admin allows and forbids."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dashboard.community.tables import Contribution, RemoteFile
from dashboard.errors import BadInput, NotAllowed, NotFound
from dashboard.intake.hosts import allow_host, allowed_hosts, forbid_host, hosts
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from dashboard.storage.tables import AuditEntry
from tests.world import add_piece

ADMIN = Actor(None, "Ada", frozenset({Role.ADMIN}))


def names(db: Database) -> frozenset[str]:
    with db.reading() as session:
        return allowed_hosts(session)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("NAS.local", "nas.local"), (" 10.0.0.7:8080 ", "10.0.0.7:8080"), ("localhost:80", "localhost"),
        ("https://nas.local/feeds?a=b", "nas.local"), ("http://nas.local:8080/", "nas.local:8080"),
        ("[fd00::1]:81", "[fd00::1]:81"), ("nas.local/", "nas.local"),
    ],
)  # fmt: skip
def test_a_host_is_kept_as_addresses_name_it(sqlite_db: Database, given: str, kept: str) -> None:
    assert allow_host(sqlite_db, ADMIN, given) == kept
    assert names(sqlite_db) == {kept}


@pytest.mark.parametrize(
    "given",
    ["", "ftp://nas.local", "a@nas.local", "nas.local/feed", "nas local", "169.254.169.254", "http://[fd00:ec2::254]/",
     "0x7f.1", "nas.local:99999", "*.local", "10.0.0.0/8"],
)  # fmt: skip
def test_what_is_no_single_host_is_refused(sqlite_db: Database, given: str) -> None:
    with pytest.raises(BadInput):
        allow_host(sqlite_db, ADMIN, given)
    assert names(sqlite_db) == frozenset()


def test_allowing_and_forbidding_leave_a_trail(db: Database) -> None:
    allow_host(db, ADMIN, "nas.local:8080")
    allow_host(db, ADMIN, "attic.local")
    with pytest.raises(BadInput, match="allowed already"):
        allow_host(db, ADMIN, "http://NAS.local:8080/feed")
    with db.reading() as session:
        assert [(row.host, row.allowed_by) for row in hosts(session)] == [
            ("attic.local", "Ada"),
            ("nas.local:8080", "Ada"),
        ]
    forbid_host(db, ADMIN, "attic.local")
    with pytest.raises(NotFound):
        forbid_host(db, ADMIN, "attic.local")
    assert names(db) == {"nas.local:8080"}
    with db.reading() as session:
        trail = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert trail == ["host.allowed", "host.allowed", "host.forbidden"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_an_admin_may(sqlite_db: Database, role: Role) -> None:
    somebody = Actor(None, "Sam", frozenset({role}))
    with pytest.raises(NotAllowed):
        allow_host(sqlite_db, somebody, "nas.local")
    allow_host(sqlite_db, ADMIN, "nas.local")
    with pytest.raises(NotAllowed):
        forbid_host(sqlite_db, somebody, "nas.local")


def test_files_refused_for_their_host_wait_again_once_it_is_allowed(db: Database) -> None:
    urls = ["http://NAS.local/a%20b.png", "http://nas.local:8080/a.png", "http://nas.local.example.org/a.png"]
    pieces = [add_piece(db, f"Piece {number}") for number in range(len(urls))]
    with db.writing() as session:
        for id_, url in zip(pieces, urls, strict=True):
            row = RemoteFile(contribution_id=id_, url=url, state="refused", reason="no", tries=3, next_try_at=None)
            session.add(row)
            piece = session.get_one(Contribution, id_)
            piece.media_state, piece.media_hash = "refused", None
    allow_host(db, ADMIN, "nas.local")
    with db.reading() as session:
        rows = [session.get_one(RemoteFile, id_) for id_ in pieces]
        assert [(row.state, row.tries) for row in rows] == [("waiting", 0), ("refused", 3), ("refused", 3)]
        assert session.get_one(Contribution, pieces[0]).media_state == "waiting"
