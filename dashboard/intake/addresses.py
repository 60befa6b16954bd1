"""Which addresses may be fetched from: the rules for URLs, host names and what names resolve to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

import idna

from dashboard.errors import AddressRefused

IpAddress = IPv4Address | IPv6Address

USUAL_PORTS = {"http": 80, "https": 443}
LONGEST_URL = 8000
LONGEST_NAME = 253
SHOWN_CHARACTERS = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH_STAYS = "/%:@!$&'()*+,;=~-._"
_QUERY_STAYS = _PATH_STAYS + "?"

_LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa", "lan", "intranet")
_SECRETS_OF_CLOUDS = frozenset(
    map(
        ip_address,
        ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"),
    )
)
"""Where cloud machines ask for their own keys; no admin can allow these."""
# IANA's registries of special-purpose addresses, less the blocks in them that are of the open internet.
_NOT_PUBLIC_4 = (
    IPv4Network("0.0.0.0/8"),
    IPv4Network("10.0.0.0/8"),
    IPv4Network("100.64.0.0/10"),
    IPv4Network("127.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.0.2.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("198.18.0.0/15"),
    IPv4Network("198.51.100.0/24"),
    IPv4Network("203.0.113.0/24"),
    IPv4Network("224.0.0.0/4"),
    IPv4Network("240.0.0.0/4"),
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3ffe::/16"),  # the former 6bone
    IPv6Network("3fff::/20"),
)
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address that is well formed, in the one notation that every part of the program then uses."""

    scheme: str
    host: str
    """Lower case and ASCII; a literal IPv6 address without brackets."""
    port: int
    path: str
    """Percent-encoded, from the first slash on."""
    query: str = field(repr=False)

    @property
    def literal(self) -> IpAddress | None:
        """The host, where it is an address and no name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None

    @cached_property
    def place(self) -> str:
        """The host as an admin allows it: with its port where that is not the usual one of the scheme."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def asked_for(self) -> str:
        """What stands in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """All of it; may hold a key in its query, so never show it."""
        return f"{self.scheme}://{self.place}{self.asked_for}"

    @property
    def shown(self) -> str:
        """For people and logs: without the query."""
        return f"{self.scheme}://{self.place}{self.path}"[:SHOWN_CHARACTERS]

    @property
    def file_name(self) -> str:
        """The last part of the path in plain characters; empty where it ends in a slash."""
        return _CONTROL.sub("", unquote(self.path.rpartition("/")[2]).replace("/", "_")).strip()


def read_url(url: str, params: Mapping[str, str] | None = None) -> Target:
    """Take a URL apart, with `params` added to its query; AddressRefused where it is not plainly one of http(s)."""
    url = url.strip(" ")
    if len(url) > LONGEST_URL or _CONTROL.search(url) or "\\" in url:
        raise _malformed(url)
    try:
        parts = urlsplit(url)
    except ValueError as wrong:
        raise _malformed(url) from wrong
    if parts.scheme not in USUAL_PORTS:
        raise AddressRefused(f"{shown(url)} is no web address; give one that begins with https:// or http://.")
    if "@" in parts.netloc:
        raise AddressRefused(
            f"{shown(url)} carries a user name or password; leave it out and name the key in the source's settings."
        )
    host, port = _split_port(parts.netloc, url)
    query = "&".join(part for part in (_encoded(parts.query, _QUERY_STAYS), urlencode(params or {})) if part)
    path = _encoded(parts.path, _PATH_STAYS) or "/"
    return Target(parts.scheme, _host(host, url), port or USUAL_PORTS[parts.scheme], path, query)


def redirected(target: Target, location: str) -> Target:
    """Where an answer of `target` sends us; AddressRefused like `read_url`."""
    try:
        return read_url(urljoin(target.url, location.strip(" ")))
    except ValueError as wrong:
        raise _malformed(location) from wrong


def is_allowed(target: Target, allowed_hosts: Collection[str]) -> bool:
    """Whether an admin allowed exactly this host and port; a host without a port stands for the usual one."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    return target.place in allowed_hosts or f"{host}:{target.port}" in allowed_hosts


def check_name(target: Target, allowed_hosts: Collection[str]) -> None:
    """AddressRefused where the host can be told to be out of bounds before it is resolved."""
    if target.literal is not None:
        check_found(target, [target.host], allowed_hosts)
    elif not is_allowed(target, allowed_hosts) and _is_local_name(target.host):
        raise _private(target)


def check_found(target: Target, found: Iterable[str], allowed_hosts: Collection[str]) -> None:
    """AddressRefused where any of the addresses that the host resolved to may not be connected to."""
    allowed = is_allowed(target, allowed_hosts)
    for each in found:
        try:
            address = _embedded(ip_address(each))
        except ValueError as wrong:
            raise _private(target) from wrong
        if address in _SECRETS_OF_CLOUDS:
            raise AddressRefused(f"{target.shown} leads to where a cloud machine keeps its keys; use another address.")
        if not allowed and not is_public(address):
            raise _private(target)


def is_public(address: IpAddress) -> bool:
    """Whether it is a global unicast address of the open internet."""
    address = _embedded(address)
    if isinstance(address, IPv4Address):
        return address not in _SECRETS_OF_CLOUDS and not any(address in block for block in _NOT_PUBLIC_4)
    return address in _GLOBAL_6 and not any(address in block for block in _NOT_PUBLIC_6)


def shown(url: str) -> str:
    """Any text that was given as an address, fit for people and logs: no query, fragment, user or control code."""
    bare = re.split(r"[?#]", url, maxsplit=1)[0]
    scheme, slashes, rest = bare.partition("//")
    authority, slash, path = rest.partition("/")
    bare = f"{scheme}//{authority.rpartition('@')[2]}{slash}{path}" if slashes else bare.rpartition("@")[2]
    return _CONTROL.sub("", bare)[:SHOWN_CHARACTERS] or "The address"


def _split_port(authority: str, url: str) -> tuple[str, int | None]:
    bracketed = re.fullmatch(r"(\[[^\]]*\])(?::([0-9]*))?", authority)
    plain = re.fullmatch(r"([^:\[\]]+)(?::([0-9]*))?", authority)
    found = bracketed or plain
    if found is None:
        raise _malformed(url)
    digits = found[2] or ""
    if not digits:
        return found[1], None
    if len(digits) > 5 or not 0 < int(digits) < 65536:
        raise _malformed(url)
    return found[1], int(digits)


def _host(given: str, url: str) -> str:
    try:
        if given.startswith("["):
            address = IPv6Address(given[1:-1])
            if address.scope_id is not None:
                raise _malformed(url)
            return address.compressed
        name = given.lower() if given.isascii() else idna.encode(given, uts46=True).decode("ascii").lower()
        name = name.removesuffix(".")
        labels = name.split(".")
        if len(name) > LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
            raise _malformed(url)
        # Resolvers read 127.1, 0177.0.0.1, 0x7f.1 and 2130706433 as addresses; nobody honest writes them.
        return IPv4Address(name).compressed if _NUMERIC.fullmatch(labels[-1]) else name
    except ValueError as wrong:
        raise _malformed(url) from wrong


def _is_local_name(name: str) -> bool:
    return "." not in name or any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES)


def _embedded(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 one stands for, where a network would translate it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
    return address


def _encoded(part: str, stays: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", part), safe=stays)


def _malformed(url: str) -> AddressRefused:
    return AddressRefused(f"{shown(url)} is not written as a web address; copy it again from the browser.")


def _private(target: Target) -> AddressRefused:
    return AddressRefused(
        f"{target.shown} lies on a local or private network; an admin may allow the host {target.place}."
    )
