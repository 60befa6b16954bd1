"""Feeds of every kind: what becomes of an entry, pulls that ask only for what changed, and hostile documents."""

from __future__ import annotations

import codecs
import gzip
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.community.arrivals import Arrival, Said
from dashboard.errors import BadInput, SourceFailed
from dashboard.intake.connectors.documents import AT_A_TIME, EMPTY, UNCHANGED
from dashboard.intake.connectors.feed import BROKEN, Feed
from dashboard.intake.web import Limits, Web
from tests.intake.connectors.api_services import (
    Online,
    asks_again_after_half_an_answer,
    ids,
    online,
    pages,
    survives_anything,
    waits_as_told,
)
from tests.intake.connectors.feed_services import Documents, atom, rss
from tests.services import Asked, Reply, service

PODCAST = """
<guid isPermaLink="false">tide-7</guid><title>Tide &amp; ebb</title><link>https://harbour.example/7</link>
<description>&lt;p&gt;The &lt;b&gt;seventh&lt;/b&gt; tide.&lt;/p&gt;&lt;script&gt;no()&lt;/script&gt;</description>
<pubDate>Sun, 01 Mar 2026 12:30:00 +0200</pubDate><itunes:author>Ada Reed</itunes:author>
<itunes:duration>1:02:03</itunes:duration><category>sea</category><itunes:keywords>waves, calm</itunes:keywords>
<enclosure url="https://cdn.example/tide 7.mp3" type="audio/mpeg" length="123456"/>
<creativeCommons:license>https://creativecommons.org/licenses/by/4.0/</creativeCommons:license>
<slash:comments>12</slash:comments>
"""
VIDEO = """
<guid>v1</guid><title>Waves</title>
<media:group>
<media:content url="https://cdn.example/small.mp4" type="video/mp4" width="320" height="180" fileSize="10"/>
<media:content url="https://cdn.example/large.mp4" type="video/mp4" width="1920" height="1080" fileSize="99"
 duration="61"/>
<media:content url="https://cdn.example/sample.mp4" type="video/mp4" width="3840" height="2160" expression="sample"/>
<media:content url="https://cdn.example/poster.jpg" type="image/jpeg" width="9000" height="9000"/>
</media:group>
<media:thumbnail url="https://cdn.example/thumb.jpg" width="9999" height="9999"/>
<media:credit role="composer" scheme="urn:ebu">Bo Lind</media:credit>
<media:license type="text/html" href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</media:license>
<media:community><media:starRating average="3.5" count="20" min="1" max="10"/>
<media:statistics views="500" favorites="7"/></media:community>
"""


@pytest.fixture
def documents() -> Documents:
    return Documents()


@pytest.fixture
def there(documents: Documents) -> Iterator[Online]:
    with online(Feed, documents) as running:
        yield running


def entry_of(there: Online, documents: Documents, document: bytes) -> Arrival:
    documents.at["/feed"] = document
    return arrivals_of(there)[0]


def arrivals_of(there: Online) -> list[Arrival]:
    feed = there.connector("/feed")
    return [feed.normalise(item) for page in pages(feed) for item in page.items]


def test_a_podcast_episode_becomes_a_piece_with_its_file_and_its_people(there: Online, documents: Documents) -> None:
    piece = entry_of(there, documents, rss(PODCAST, channel="<language>en-gb</language>"))
    assert (piece.external_id, piece.title, piece.text) == ("tide-7", "Tide & ebb", "The seventh tide.")
    assert piece.media is not None
    assert tuple(piece.media) == ("https://cdn.example/tide%207.mp3", "audio/mpeg", 123456)
    assert piece.kind == "music"
    assert [line.name for line in piece.credits] == ["Ada Reed"]
    assert (piece.licence, piece.licence_url) == ("", "https://creativecommons.org/licenses/by/4.0/")
    assert piece.created_at == datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
    assert (piece.tags, piece.language, piece.origin) == ("sea, waves, calm", "en-gb", "https://harbour.example/7")
    assert piece.metrics == (("comments", 12),)


def test_of_media_rss_the_largest_whole_film_is_the_piece_and_counters_are_read(
    there: Online, documents: Documents
) -> None:
    piece = entry_of(there, documents, rss(VIDEO))
    assert piece.media is not None
    assert (piece.media.url, piece.media.size_bytes) == ("https://cdn.example/large.mp4", 99)
    assert piece.kind == "video"
    assert [(line.name, line.role) for line in piece.credits] == [("Bo Lind", "composer")]
    assert (piece.licence, piece.licence_url) == ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")
    assert dict(piece.metrics) == {"views": 500, "favorites": 7, "ratings": 20}


def test_the_file_marked_as_default_wins_over_larger_ones(there: Online, documents: Documents) -> None:
    marked = VIDEO.replace(
        'url="https://cdn.example/small.mp4"', 'isDefault="true" url="https://cdn.example/small.mp4"'
    )
    piece = entry_of(there, documents, rss(marked))
    assert piece.media is not None
    assert piece.media.url == "https://cdn.example/small.mp4"


def test_what_is_no_file_of_the_piece_is_not_offered(there: Online, documents: Documents) -> None:
    player = '<media:content url="https://tube.example/v/1" type="application/x-shockwave-flash"/>'
    portrait = '<media:content url="https://secure.gravatar.com/avatar/1" medium="image"/>'
    torrent = '<enclosure url="https://tube.example/1.torrent" type="application/x-bittorrent" length="1"/>'
    documents.at["/feed"] = rss(*(f"<title>{n}</title>{part}" for n, part in enumerate((player, portrait, torrent))))
    found = arrivals_of(there)
    assert [piece.media for piece in found] == [None, None, None]
    assert [piece.kind for piece in found] == ["video", "text", "text"]


def test_atom_tells_authors_licence_parents_and_answers(there: Online, documents: Documents) -> None:
    piece = entry_of(there, documents, atom(
        """<id>tag:a,1</id><title type="html">One &amp;lt;two</title><updated>2026-02-01T00:00:00Z</updated>
        <author><name>Ada Reed</name></author><contributor><name>Bo Lind</name></contributor>
        <link href="/one"/><link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"/>
        <link rel="via" href="https://elsewhere.example/source"/><rights>CC0 1.0</rights>
        <thr:in-reply-to xmlns:thr="http://purl.org/syndication/thread/1.0" ref="tag:a,0" href="https://a.example/0"/>
        <link rel="enclosure" type="image/png" href="/one.png" length="77"/>
        <content type="xhtml" xml:lang="sv"><div xmlns="http://www.w3.org/1999/xhtml"><p>First.</p><p>Second.</p></div>
        </content>""",
    ))  # fmt: skip
    assert (piece.external_id, piece.title, piece.text) == ("tag:a,1", "One <two", "First.\n\nSecond.")
    assert [(line.name, line.role) for line in piece.credits] == [("Ada Reed", ""), ("Bo Lind", "contributor")]
    assert (piece.licence, piece.licence_url) == ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
    assert piece.uses == (
        Said("https://elsewhere.example/source", state="suggested"),
        Said("tag:a,0", relation="answers", state="suggested"),
    )
    assert piece.origin == f"{there.service.url}/one"
    assert piece.media is not None
    assert piece.media.url == f"{there.service.url}/one.png"
    assert (piece.kind, piece.language) == ("illustration", "sv")


def test_rdf_is_read_with_its_licence_and_its_dublin_core(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://web.resource.org/cc/">
        <channel rdf:about="https://a.example/"><title>A</title></channel>
        <item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link>
        <dc:creator>Ada Reed</dc:creator><dc:date>2026-01-02</dc:date><dc:subject>sea</dc:subject>
        <cc:license rdf:resource="https://creativecommons.org/licenses/by/3.0/"/></item></rdf:RDF>"""
    (piece,) = arrivals_of(there)
    assert (piece.external_id, piece.title, piece.tags) == ("https://a.example/1", "One", "sea")
    assert piece.licence_url == "https://creativecommons.org/licenses/by/3.0/"
    assert [line.name for line in piece.credits] == ["Ada Reed"]
    assert piece.created_at == datetime(2026, 1, 2, tzinfo=UTC)


def test_a_licence_of_the_feed_holds_only_for_entries_that_say_nothing(there: Online, documents: Documents) -> None:
    free = "<creativeCommons:license>https://creativecommons.org/licenses/by/4.0/</creativeCommons:license>"
    documents.at["/feed"] = rss(
        "<title>silent</title>", "<title>closed</title><dc:rights>All rights reserved</dc:rights>", channel=free
    )
    silent, closed = arrivals_of(there)
    assert silent.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert (closed.licence, closed.licence_url) == ("All rights reserved", "")


def test_a_mail_address_does_not_become_a_credit_name(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss(
        "<title>a</title><author>ada@example.org</author>", "<title>b</title><author>bo@example.org (Bo Lind)</author>"
    )
    assert [[line.name for line in piece.credits] for piece in arrivals_of(there)] == [["ada"], ["Bo Lind"]]


def test_a_title_is_made_of_the_text_or_the_file_where_there_is_none(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss(
        "<description>First line of it\nand more</description>",
        '<enclosure url="https://a.example/low_tide.mp3" type="audio/mpeg"/>',
        f"<title>{'word ' * 200}</title>",
    )
    by_text, by_file, cut = arrivals_of(there)
    assert (by_text.title, by_file.title) == ("First line of it", "Low tide")
    assert cut.title.endswith("word…")
    assert len(cut.title) <= 500
    assert len(cut.text.split()) == 200


def test_an_entry_with_nothing_in_it_is_refused_in_a_sentence(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss("<guid>1</guid><link>https://a.example/1</link>", "<guid>2</guid><title>two</title>")
    feed = there.connector("/feed")
    (page,) = pages(feed)
    with pytest.raises(BadInput, match="no title, no text and no file"):
        feed.normalise(page.items[0])
    assert feed.normalise(page.items[1]).title == "two"


def test_ids_are_guid_then_link_then_made_and_wrecks_are_refused(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss(
        "<guid>g</guid><link>https://a.example/1</link><title>1</title>",
        "<link>https://a.example/2</link><title>2</title>",
        "<title>3</title>",
        "<guid>1.23E+11</guid><title>4</title>",
        f"<guid>{'x' * 601}</guid><title>5</title>",
    )
    feed = there.connector("/feed")
    (page,) = pages(feed)
    found = [item.external_id for item in page.items]
    assert found[:2] == ["g", "https://a.example/2"]
    assert re.fullmatch("[0-9a-f]{64}", found[2])
    assert feed.normalise(page.items[2]).external_id == found[2]
    with pytest.raises(BadInput, match="spoilt by a spreadsheet"):
        feed.normalise(page.items[3])
    with pytest.raises(BadInput, match="601 characters"):
        feed.normalise(page.items[4])


def test_of_two_entries_with_one_id_the_first_stays_and_the_other_is_named(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss("<guid>g</guid><title>1</title>", "<guid>g</guid><title>2</title>")
    (page,) = pages(there.connector("/feed"))
    assert ids([page]) == ["g"]
    assert page.unusable == (("entry 2", "Its id “g” is that of entry 1 too, which stays."),)


# Pulls.


def test_a_second_pull_asks_only_whether_anything_changed(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss("<guid>1</guid><title>1</title>")
    feed = there.connector("/feed")
    state = pages(feed)[-1].state
    (page,) = pages(feed, state)
    assert (page.items, page.remark, page.state) == ((), UNCHANGED, state)
    asked = there.asked("/feed")[-1].headers
    assert asked["if-none-match"] == state["etag"]
    assert asked["if-modified-since"] == "Sun, 01 Mar 2026 10:00:00 GMT"
    documents.at["/feed"] = rss("<guid>1</guid><title>1</title>", "<guid>2</guid><title>2</title>")
    assert ids(pages(feed, state)) == ["1", "2"]


def test_a_full_pull_sends_no_validators(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss("<guid>1</guid><title>1</title>")
    feed = there.connector("/feed")
    assert ids(pages(feed, pages(feed)[-1].state, full=True)) == ["1"]
    assert "if-none-match" not in there.asked("/feed")[-1].headers
    assert "if-modified-since" not in there.asked("/feed")[-1].headers


def next_page(url: str) -> str:
    return f'<link rel="next" href="{url}"/>'


def test_further_pages_are_followed_and_a_pull_cut_short_goes_on_there(there: Online, documents: Documents) -> None:
    documents.at |= {
        "/feed": atom("<id>1</id><title>1</title>", feed=next_page("/feed?page=2")),
        "/feed?page=2": atom("<id>1</id><title>old</title>", "<id>2</id><title>2</title>", feed=next_page("?page=3")),
        "/feed?page=3": atom("<id>3</id><title>3</title>"),
    }
    feed = there.connector("/feed")
    found = pages(feed)
    assert ids(found) == ["1", "2", "3"]
    assert [page.state.get("next", "").rpartition("?")[2] for page in found] == ["page=2", "page=3", ""]
    assert ids(pages(feed, found[1].state)) == ["3"]
    assert pages(feed, found[1].state)[-1].state == found[-1].state == pages(feed, found[-1].state)[-1].state
    del documents.at["/feed?page=3"]
    restarted = feed.pull(found[1].state, full=False)
    assert [item.external_id for item in next(restarted).items] == ["1"]


def test_pages_that_lead_in_a_circle_end_and_so_do_too_many(there: Online, documents: Documents) -> None:
    documents.at |= {
        "/feed": atom("<id>1</id><title>1</title>", feed=next_page("/2")),
        "/2": atom("<id>2</id><title>2</title>", feed=next_page("/feed")),
    }
    assert "lead back" in pages(there.connector("/feed"))[-1].remark
    (page,) = pages(there.connector("/feed", pages=1))
    assert "more than 1 pages" in page.remark
    assert "next" not in page.state


def test_a_long_feed_comes_in_parts_and_only_the_last_moves_the_state(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss(*(f"<guid>{n}</guid><title>{n}</title>" for n in range(AT_A_TIME + 1)))
    first, last = pages(there.connector("/feed"))
    assert (len(first.items), len(last.items), first.total) == (AT_A_TIME, 1, AT_A_TIME + 1)
    assert first.state == {}
    assert last.state["etag"]


def test_an_empty_feed_says_so_and_a_look_tells_what_is_there(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss()
    assert [page.remark for page in pages(there.connector("/feed"))] == [EMPTY]
    assert there.connector("/feed").check() == "“Harbour” is a feed (RSS) that shows 0 entries."


@pytest.mark.parametrize("settings", [{"colour": "red"}, {"pages": 0}, {"pages": "many"}, {"pages": True}])
def test_settings_that_it_does_not_take_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="setting"):
        Feed("https://a.example/feed", settings, Web())


def test_a_server_that_asks_to_wait_or_breaks_off_is_asked_again(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = rss("<guid>1</guid><title>1</title>")
    feed = there.connector("/feed")
    waits_as_told(there, lambda: pages(feed))
    asks_again_after_half_an_answer(there, lambda: pages(feed))


def test_whatever_stands_in_an_entry_it_is_a_piece_or_refused(there: Online, documents: Documents) -> None:
    for document in (rss(PODCAST), rss(VIDEO)):
        documents.at["/feed"] = document
        feed = there.connector("/feed")
        survives_anything(feed, pages(feed)[0].items[0].payload)


# Encodings and hostile documents.

WORDS = "Åse – Brø ж"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "application/xml"),
        ("utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("utf-8-sig", "", "text/xml"),
        ("utf-16", "utf-16", "application/rss+xml"),
        ("utf-16-le", "utf-16", "application/xml"),
        ("utf-32-be", "", "application/octet-stream"),
        ("koi8-r", "koi8-r", "application/xml"),
    ],
)
def test_text_is_read_whatever_its_encoding_and_what_is_said_of_it(
    there: Online, documents: Documents, encoding: str, declared: str, content_type: str
) -> None:
    words = WORDS if encoding != "koi8-r" else "Волна"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    text = declaration + rss(f"<title>{words}</title>").decode()
    documents.headers = {"Content-Type": content_type}
    assert entry_of(there, documents, text.encode(encoding)).title == words


def test_a_compressed_body_is_unpacked_though_no_header_says_so(there: Online, documents: Documents) -> None:
    plain = rss("<title>one</title>")
    for packed in (gzip.compress(plain), zlib.compress(plain)):
        assert entry_of(there, documents, packed).title == "one"
    for broken, words in ((gzip.compress(plain)[:-20], "ends too early"), (b"\x1f\x8b nonsense", "broken")):
        documents.at["/feed"] = broken
        with pytest.raises(SourceFailed, match=words):
            pages(there.connector("/feed"))


def test_a_small_body_that_unpacks_without_end_is_refused(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = gzip.compress(b" " * (30 * 1024 * 1024))
    with pytest.raises(SourceFailed, match="unpacks to more than 20 MB"):
        pages(there.connector("/feed"))


def test_a_broken_feed_gives_what_can_be_read_and_says_that_some_may_be_missing(
    there: Online, documents: Documents
) -> None:
    whole = rss("<guid>1</guid><title>a & b</title>", "<guid>2</guid><title>2</title>")
    documents.at["/feed"] = whole[: whole.rindex(b"<title>2")]
    (page,) = pages(there.connector("/feed"))
    assert page.items[0].external_id == "1"
    assert page.remark == BROKEN


def bomb(levels: int) -> bytes:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, levels))
    head = f'<!DOCTYPE rss [\n<!ENTITY e0 "ha">\n{nested}]>'
    return head.encode() + rss(f"<title>x&e{levels - 1};</title>")


LONG = 300_000
HOSTILE = {
    "an entity within entities": bomb(10),
    "blanks before the feed": b" \n" * LONG + b"<rss>",
    "blanks after the declaration": b"<?xml version='1.0'?>" + b" \n" * LONG + rss("<title>1</title>"),
    "a declaration without end": b"<?xml " + b'encoding="x" ' * LONG,
    "elements within elements": rss("<title>1</title>" + "<a>" * 30_000 + "</a>" * 30_000),
    "elements never closed": rss("<title>1</title>") + b"<a>" * 30_000,
    "markup within markup": rss(f"<title>1</title><description>{'&lt;b&gt;' * 30_000}</description>"),
    "angle brackets": rss(f"<title>1{'<' * LONG}</title>"),
    "a comment never closed": rss(f"<title>1{'<!--' * 30_000}"),
    "half a document in another encoding": rss("<title>1</title>")[:-10] + codecs.BOM_UTF16 + b"\xff\x00" * 1000,
    "nothing": b"",
    "noise": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_ends_soon_as_entries_or_a_sentence(
    there: Online, documents: Documents, document: bytes
) -> None:
    documents.at["/feed"] = document
    feed = there.connector("/feed")
    began = time.monotonic()
    try:
        for page in feed.pull({}, full=False):
            assert page.items or page.remark
            for item in page.items:
                assert len(feed.normalise(item).title) <= 500
    except (SourceFailed, BadInput) as told:
        assert str(told).endswith(".")
    assert time.monotonic() - began < 30


def test_one_long_entity_used_many_times_is_refused(there: Online, documents: Documents) -> None:
    head = f'<!DOCTYPE rss [\n<!ENTITY a "{"x" * 10_000}">\n]>'.encode()
    documents.at["/feed"] = head + rss(f"<title>{'&a;' * 1000}</title>")
    with pytest.raises(SourceFailed, match="entities"):
        pages(there.connector("/feed"))


@pytest.mark.parametrize("tags", ["<category>a</category>" * 5001, f"<itunes:keywords>{'a,' * 5001}</itunes:keywords>"])
def test_an_entry_with_thousands_of_tags_is_refused(there: Online, documents: Documents, tags: str) -> None:
    documents.at["/feed"] = rss(f"<title>1</title>{tags}")
    with pytest.raises(SourceFailed, match="more than 5,000 tags"):
        pages(there.connector("/feed"))


def test_a_harmless_entity_is_read(there: Online, documents: Documents) -> None:
    head = b'<!DOCTYPE rss [\n<!ENTITY place "Oslo">\n]>'
    assert entry_of(there, documents, head + rss("<title>In &place;</title>")).title == "In Oslo"


def test_no_file_of_this_machine_is_read_for_a_feed(there: Online, documents: Documents, tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss("<title>secret</title>"))
    documents.at["/feed"] = str(secret).encode()
    with pytest.raises(SourceFailed, match="sent no feed"):
        pages(there.connector("/feed"))
    outside = f'<!DOCTYPE rss [\n<!ENTITY f SYSTEM "{secret.as_uri()}">\n]>'.encode()
    documents.at["/feed"] = outside + rss("<title>x &f; y</title>")
    assert "secret" not in arrivals_of(there)[0].title


def test_a_page_that_names_its_feed_is_no_feed_but_tells_where_it_is(there: Online, documents: Documents) -> None:
    documents.at["/feed"] = (
        b"<!doctype html><html><link rel=alternate type='application/rss+xml' href='/rss?a=1&amp;b'>"
    )
    with pytest.raises(SourceFailed, match=r"use http://127.0.0.1:\d+/rss\?a=1&b"):
        pages(there.connector("/feed"))


# Real files.

_HEADER = re.compile(rb"^\s*Header:\s*([\w-]+):(.*)$", re.MULTILINE)


def test_every_recorded_feed_ends_as_pieces_or_in_a_sentence(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = shared / "fixtures" / "feeds"
    files = {f"/{file.relative_to(root)}": file.read_bytes() for file in root.rglob("*") if file.is_file()}

    def as_declared(asked: Asked) -> Reply:
        body = files[asked.path]
        declared = {name.decode(): value.decode().strip() for name, value in _HEADER.findall(body[:3000])}
        if "Location" in declared:
            declared["Location"] = "/feedparser_illformed/http/target.xml"
        return Reply(body, int(declared.pop("Status", "200")), declared)

    ends: Counter[str] = Counter()
    with service(as_declared) as running:
        web = Web(allowed_hosts={running.host}, limits=Limits(tries=1))
        for path in files:
            # One page each: some name a next one on the network.
            ends.update(_ends(Feed(running.url + path, {"pages": 1}, web)) or {f"nothing came of {path}"})
    with capsys.disabled():
        print(f"\n{len(files)} recorded feeds: {dict(ends)}")
    assert set(ends) == {"piece", "refused", "remark", "failed"}
    assert ends["piece"] >= 80


def _ends(feed: Feed) -> list[str]:
    found = []
    try:
        for page in feed.pull({}, full=False):
            found += ["remark"] * (page.remark != "" and not page.items) + ["unusable"] * len(page.unusable)
            for item in page.items:
                try:
                    piece = feed.normalise(item)
                    assert piece.external_id and piece.title and piece.digest
                    found.append("piece")
                except BadInput as refused:
                    assert str(refused).endswith(".")
                    found.append("refused")
    except SourceFailed as failed:
        assert str(failed).endswith(".") and "\n" not in str(failed)
        found.append("failed")
    return found
