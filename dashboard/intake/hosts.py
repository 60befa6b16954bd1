"""The hosts on local and private networks from which an admin lets us fetch."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.community.clearing import refresh_clearance
from dashboard.community.tables import RemoteFile
from dashboard.errors import AddressRefused, BadInput, NotFound
from dashboard.intake.addresses import check_found, read_url
from dashboard.intake.fetch import REFUSED, wait_again
from dashboard.intake.tables import AllowedHost
from dashboard.people.command import command
from dashboard.people.roles import Actor, Permission
from dashboard.storage.base import now
from dashboard.storage.engine import Database


def allow_host(db: Database, actor: Actor, host: str) -> str:
    """Allow a host, given as such or within an address; how it is kept, with its port where that is unusual.

    Files that were refused because of it wait to be fetched again. BadInput where it is no host or allowed already.
    """
    place = _place(host)
    with command(db, actor, Permission.ALLOW_HOSTS, "host.allowed", ("host", place)) as change:
        if change.session.get(AllowedHost, place, with_for_update=True) is not None:
            raise BadInput(f"{place} is allowed already.")
        change.session.add(AllowedHost(host=place, allowed_by=actor.name, allowed_at=now()))
        refused = _refused_at(change.session, place)
        wait_again(refused)
        refresh_clearance(change.session, [file.contribution_id for file in refused])
        change.detail = {"files_waiting_again": len(refused)}
    return place


def forbid_host(db: Database, actor: Actor, host: str) -> None:
    """Take a permission back; what was fetched stays. NotFound where there is none."""
    with command(db, actor, Permission.ALLOW_HOSTS, "host.forbidden", ("host", host)) as change:
        row = change.session.get(AllowedHost, host, with_for_update=True)
        if row is None:
            raise NotFound(f"{host} is not among the allowed hosts any more.")
        change.session.delete(row)


def hosts(session: Session) -> list[AllowedHost]:
    """All allowed hosts by name, with who allowed them."""
    return list(session.scalars(select(AllowedHost).order_by(AllowedHost.host)))


def allowed_hosts(session: Session) -> frozenset[str]:
    """Their names, as `Web` takes them."""
    return frozenset(session.scalars(select(AllowedHost.host)))


def _place(host: str) -> str:
    given = host.strip()
    bare = "://" not in given
    try:
        target = read_url(f"http://{given}" if bare else given)
        if target.literal is not None:
            check_found(target, [target.host], {target.place})
    except AddressRefused as wrong:
        raise BadInput(f"“{given[:80]}” cannot be allowed; write a host such as nas.local or 10.0.0.7:8080.") from wrong
    if bare and target.asked_for != "/":
        raise BadInput(f"“{given[:80]}” is more than a host; write it as {target.place}.")
    return target.place


def _refused_at(session: Session, place: str) -> list[RemoteFile]:
    """Files refused so far whose address is at this host."""
    named = func.lower(RemoteFile.url).contains(f"//{place}", autoescape=True)
    rows = session.scalars(select(RemoteFile).where(RemoteFile.state == REFUSED, named))
    return [row for row in rows if _is_at(row.url, place)]


def _is_at(url: str, place: str) -> bool:
    try:
        return read_url(url).place == place
    except AddressRefused:
        return False
