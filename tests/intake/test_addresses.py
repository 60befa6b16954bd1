"""Which addresses may be fetched from: notations, names and blocks of addresses, without any network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import AddressRefused
from dashboard.intake.addresses import (
    check_found,
    check_name,
    is_allowed,
    is_public,
    read_url,
    redirected,
    shown,
)


@pytest.mark.parametrize(
    ("given", "url", "place"),
    [
        ("https://Example.ORG", "https://example.org/", "example.org"),
        (" http://example.org:80/a ", "http://example.org/a", "example.org"),
        ("https://example.org:8443/a?b=c#d", "https://example.org:8443/a?b=c", "example.org:8443"),
        ("https://example.org./a", "https://example.org/a", "example.org"),
        (
            "https://bücher.example/ä ö.mp3",
            "https://xn--bcher-kva.example/%C3%A4%20%C3%B6.mp3",
            "xn--bcher-kva.example",
        ),
        ("https://example.org/100%.mp3?q=50%", "https://example.org/100%25.mp3?q=50%25", "example.org"),
        ("https://example.org/a%20b", "https://example.org/a%20b", "example.org"),
        ("http://8.8.8.8/x", "http://8.8.8.8/x", "8.8.8.8"),
        ("http://[2606:4700::1111]:81/x", "http://[2606:4700::1111]:81/x", "[2606:4700::1111]:81"),
        ("https://a_b.example.org/", "https://a_b.example.org/", "a_b.example.org"),
        ("https://example.org:/", "https://example.org/", "example.org"),
    ],
)
def test_one_notation_is_made_of_what_people_paste(given: str, url: str, place: str) -> None:
    target = read_url(given)
    assert (target.url, target.place) == (url, place)
    assert read_url(target.url) == target


def test_parameters_join_those_of_the_address() -> None:
    assert read_url("https://example.org/a?x=1", {"q": "a b&c", "n": "2"}).query == "x=1&q=a+b%26c&n=2"


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "data:text/plain,hi",
        "javascript:alert(1)", "gopher://example.org/", "http:/example.org", "http:\\\\example.org", "http://",
        "http://a@example.org/", "http://a:b@example.org/", "http://example.org:0/", "http://example.org:65536/",
        "http://example.org:８０/", "http://example.org:8 0/", "http://exa mple.org/", "http://example..org/",
        "http://.example.org/", "http://example.org../", "http://%31%32%37.0.0.1/", "http://exam%70le.org/",
        "http://[::1", "http://::1/", "http://[::1]x/", "http://[fe80::1%25eth0]/", "http://[127.0.0.1]/",
        "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/",
        "http://0177.0.0.1/", "http://127.0.0.01/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://0/", "http://0x/",
        "http://example.org/\r\nHost: a", "http://example.org/\x00", "http://example.org/a\\b", "http://ex\tample.org/",
        "http://example.org\x7f/", "http://" + "a" * 64 + ".org/", "http://example.org/" + "a" * 9000,
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_web_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        read_url(url)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert len(sentence) < 400
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "name",
    ["localhost", "LOCALHOST.", "a.localhost", "ⓛocalhost", "lo\u00adcalhost", "router", "metadata", "nas.local",
     "metadata.google.internal", "x.home.arpa", "localhost.localdomain", "printer.lan"],
)  # fmt: skip
def test_names_of_local_networks_are_refused_before_they_are_resolved(name: str) -> None:
    target = read_url(f"http://{name}/")
    with pytest.raises(AddressRefused, match="an admin may allow the host"):
        check_name(target, ())
    check_name(target, {target.place})


NOT_PUBLIC = """0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.1.1
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
    198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::7f00:1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1
    2001::1 2001:db8::1 2001:10::1 2002:7f00:1::1 2002:c0a8:1::1 3ffe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
    fd20:ce::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1""".split()  # noqa: SIM905
PUBLIC = """1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.255.255 198.20.0.1
    223.255.255.254 2606:4700::1111 2a00:1450::1 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_of_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_local_is_public(address: IPv4Address | IPv6Address) -> None:
    embedded = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if is_public(address) and embedded is None and address not in IPv6_TRANSLATED:
        assert address.is_global
        assert not address.is_multicast


class _Translated:
    def __contains__(self, address: object) -> bool:
        return isinstance(address, IPv6Address) and int(address) >> 32 == 0x64FF9B << 64


IPv6_TRANSLATED = _Translated()


def test_one_bad_address_among_good_ones_is_enough() -> None:
    target = read_url("http://example.org/")
    check_found(target, ["93.184.216.34", "2606:4700::1111"], ())
    for bad in (["93.184.216.34", "127.0.0.1"], ["::1", "93.184.216.34"], ["93.184.216.34", "fe80::1%eth0"], ["no"]):
        with pytest.raises(AddressRefused):
            check_found(target, bad, ())


def test_an_admin_allows_exactly_one_host_and_port() -> None:
    allowed = {"nas.local", "10.0.0.7:8080", "[fd00::1]:81"}
    for url in (
        "http://nas.local/a", "https://nas.local/", "http://NAS.local:80/", "http://10.0.0.7:8080/", "http://[fd00::1]:81/",
    ):  # fmt: skip
        assert is_allowed(read_url(url), allowed)
    for url in ("http://nas.local:8080/", "http://10.0.0.7/", "http://10.0.0.8:8080/", "http://x.nas.local/"):
        assert not is_allowed(read_url(url), allowed)


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254"])
def test_the_keys_of_cloud_machines_stay_out_of_reach_whatever_is_allowed(address: str) -> None:
    target = read_url("http://nas.local/")
    with pytest.raises(AddressRefused, match="keys"):
        check_found(target, [address], {"nas.local"})


def test_a_redirect_is_read_against_where_it_came_from() -> None:
    here = read_url("https://example.org/a/b?key=1")
    assert redirected(here, "../c d").url == "https://example.org/c%20d"
    assert redirected(here, "//other.example/x").url == "https://other.example/x"
    assert redirected(here, "?page=2").url == "https://example.org/a/b?page=2"
    with pytest.raises(AddressRefused):
        redirected(here, "file:///etc/passwd")
    with pytest.raises(AddressRefused):
        redirected(here, "https://[::1")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_taken_apart_or_refused_and_never_shows_its_query(text: str) -> None:
    url = f"http://{text}?key=SECRET#SECRET"
    try:
        target = read_url(url)
    except AddressRefused as refused:
        assert "SECRET" not in str(refused)
    else:
        assert "SECRET" not in target.shown
        assert read_url(target.url) == target


def test_users_and_queries_are_never_shown() -> None:
    assert shown("https://ann:secret@example.org/a?key=secret") == "https://example.org/a"
    assert shown("ann:secret@example.org") == "example.org"
    assert "secret" not in repr(read_url("https://example.org/a?key=secret"))
    with pytest.raises(AddressRefused) as refused:
        read_url("https://ann:secret@example.org/a?key=secret")
    assert "secret" not in str(refused.value)
