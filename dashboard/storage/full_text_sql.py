"""The statements of full_text.py, for either database. In each, `c` is the contribution and {where} says which."""

# ruff: noqa: S608 - every part of these statements is a constant of this file

from __future__ import annotations

from dataclasses import dataclass

FIELDS = (
    "piece", "created_s", "length_ms", "call", "source", "licence", "country", "language", "kind", "clearance",
    "technical", "marks",
)  # fmt: skip
"""The numbers of a piece in the order in which `search_facet.packed` holds them, eight hexadecimal digits each.

One text a piece, because gluing a hundred thousand of these together and reading them as one array of numbers takes
a tenth of the time of handing over their columns. `length_ms` is one more than the length, 0 for none.
"""
MARK_REMIXED, MARK_NEWCOMER = 1, 2
NEWCOMER_PIECES = 3
"""The first pieces of an artist here, of which each counts as a newcomer's. A second credit on one piece counts too."""
LONGEST_VALUE = 200
NOT_JUDGED = "unknown"


@dataclass(frozen=True)
class Trigger:
    """After what event on which table what is made anew, for which pieces."""

    name: str
    table: str
    event: str
    where: str
    words: bool = False
    """The words too, not the facets alone."""


_PERSON = (
    "c.id IN (SELECT b.contribution_id FROM credit AS b JOIN contributor AS q ON q.id = b.contributor_id "
    "WHERE q.id IN (NEW.id, NEW.same_as_id, OLD.same_as_id) "
    "OR q.same_as_id IN (NEW.id, NEW.same_as_id, OLD.same_as_id))"
)


def _kept(row: str) -> str:
    """The parent that a link names, or the piece that it was merged into."""
    merged = f"(SELECT m.merged_into_id FROM contribution AS m WHERE m.id = {row}.parent_id)"
    return f"c.id = coalesce({merged}, {row}.parent_id)"


_COLUMNS = "kind, call_id, licence, clearance, language, source_id, media_hash, created_at, merged_into_id"
TRIGGERS = (
    Trigger("search_new_piece", "contribution", "INSERT", "c.id = NEW.id", words=True),
    Trigger("search_words_of_piece", "contribution", "UPDATE OF found", "c.id = NEW.id", words=True),
    Trigger(
        "search_facts_of_piece",
        "contribution",
        f"UPDATE OF {_COLUMNS}",
        "c.id IN (NEW.id, NEW.merged_into_id, OLD.merged_into_id)",
    ),
    Trigger("search_new_credit", "credit", "INSERT", "c.id = NEW.contribution_id"),
    Trigger("search_changed_credit", "credit", "UPDATE OF contributor_id, position", "c.id = NEW.contribution_id"),
    Trigger("search_gone_credit", "credit", "DELETE", "c.id = OLD.contribution_id"),
    Trigger("search_changed_artist", "contributor", "UPDATE OF country, same_as_id", _PERSON),
    Trigger("search_new_link", "lineage_edge", "INSERT", _kept("NEW")),
    Trigger("search_changed_link", "lineage_edge", "UPDATE OF parent_id, state", f"({_kept('OLD')} OR {_kept('NEW')})"),
    Trigger("search_gone_link", "lineage_edge", "DELETE", _kept("OLD")),
    Trigger("search_new_check", "media_check", "INSERT", "c.media_hash = NEW.content_hash"),
    Trigger("search_changed_check", "media_check", "UPDATE OF state", "c.media_hash = NEW.content_hash"),
)
GONE = "search_gone_piece"
"""The trigger on a piece that is deleted."""

_JOINED = (
    "contribution AS c LEFT JOIN media_file AS f ON f.content_hash = c.media_hash "
    "LEFT JOIN media_check AS k ON k.content_hash = c.media_hash"
)
_COUNTRY = (
    "(SELECT q.country FROM credit AS a JOIN contributor AS q ON q.id = a.contributor_id "
    "WHERE a.contribution_id = c.id AND q.country <> '' ORDER BY a.position LIMIT 1)"
)
_TECHNICAL = (
    "CASE WHEN c.media_hash IS NULL AND c.kind = 'text' THEN 'fit' "
    f"ELSE coalesce(nullif(k.state, ''), '{NOT_JUDGED}') END"
)
_TEXTS = {
    "licence": "c.licence", "country": _COUNTRY, "language": "c.language", "kind": "c.kind",
    "clearance": "c.clearance", "technical": _TECHNICAL,
}  # fmt: skip
_MAIN = "coalesce(p.same_as_id, p.id)"
# Written so that no planner is tempted by an index over all pieces before this one: it is to begin with the artist.
_EARLIER = (
    "SELECT 1 FROM contributor AS q JOIN credit AS b ON b.contributor_id = q.id "
    f"JOIN contribution AS e ON e.id = b.contribution_id WHERE (q.id = {_MAIN} OR q.same_as_id = {_MAIN}) "
    f"AND b.contribution_id + 0 < c.id AND coalesce(e.merged_into_id, 0) = 0 LIMIT {NEWCOMER_PIECES}"
)
_NEWCOMER = (
    "EXISTS (SELECT 1 FROM credit AS a JOIN contributor AS p ON p.id = a.contributor_id "
    f"WHERE a.contribution_id = c.id AND (SELECT count(*) FROM ({_EARLIER}) AS earlier) < {NEWCOMER_PIECES})"
)
_REMIXED = (
    "EXISTS (SELECT 1 FROM lineage_edge AS e WHERE e.state IN ('declared', 'confirmed') AND e.parent_id IN "
    "(SELECT m.id FROM contribution AS m WHERE m.id = c.id OR m.merged_into_id = c.id))"
)
_NUMBERS = {
    "piece": "c.id", "length_ms": "CASE WHEN f.duration_ms IS NULL THEN 0 ELSE f.duration_ms + 1 END",
    "call": "coalesce(c.call_id, 0)", "source": "c.source_id",
    "marks": (
        f"CASE WHEN {_REMIXED} THEN {MARK_REMIXED} ELSE 0 END + "
        f"CASE WHEN {_NEWCOMER} THEN {MARK_NEWCOMER} ELSE 0 END"
    ),
}  # fmt: skip


def _cut(text: str) -> str:
    return f"substr(coalesce({text}, ''), 1, {LONGEST_VALUE})"


VALUES = (
    "INSERT INTO search_value (value) SELECT n.value FROM ("
    + " UNION ".join(f"SELECT {_cut(text)} AS value FROM {_JOINED} WHERE {{where}}" for text in _TEXTS.values())
    + ") AS n WHERE NOT EXISTS (SELECT 1 FROM search_value AS v WHERE v.value = n.value) ON CONFLICT DO NOTHING"
)
"""Give numbers to the words that have none yet."""
NO_FACETS = "DELETE FROM search_facet WHERE contribution_id IN (SELECT c.id FROM contribution AS c WHERE {where})"
NO_WORDS = {
    True: "DELETE FROM search_document WHERE rowid IN (SELECT c.id FROM contribution AS c WHERE {where})",
    False: "DELETE FROM search_document WHERE contribution_id IN (SELECT c.id FROM contribution AS c WHERE {where})",
}
"""By whether it is SQLite, as all that differs."""
_SECONDS = {
    True: "CAST(strftime('%s', c.created_at) AS INTEGER)",
    False: "CAST(floor(extract(epoch FROM c.created_at)) AS bigint)",
}
_LEAST, _GREATEST = {True: "min", False: "least"}, {True: "max", False: "greatest"}
_HEX = {True: "printf('%08x', {})", False: "lpad(to_hex(CAST({} AS bigint)), 8, '0')"}
_WORDS = {
    True: "substr(c.found, instr(c.found, char(10)) + 1)",
    # Divided as FTS5's tokenizer `ascii` divides: by whatever in ASCII is neither letter nor digit.
    False: (
        "(SELECT CAST(coalesce(string_agg('''' || w.word || ''':' || w.place, ' '), '') AS tsvector) FROM "
        "regexp_split_to_table(lower(substr(c.found, position(chr(10) IN c.found) + 1)), "
        "'[\\x01-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7f]+') WITH ORDINALITY AS w(word, place) WHERE w.word <> '')"
    ),
}


def facets(*, sqlite: bool) -> str:
    """Select the ids and packed facets of pieces that are not merged into others."""
    return (
        f"SELECT c.id, {_packed(sqlite=sqlite)} AS packed FROM {_JOINED} WHERE c.merged_into_id IS NULL AND {{where}}"
    )


def new_facets(*, sqlite: bool) -> str:
    """Insert the facets of pieces that have none."""
    missing = "NOT EXISTS (SELECT 1 FROM search_facet AS s WHERE s.contribution_id = c.id)"
    return (
        f"INSERT INTO search_facet (contribution_id, packed) {facets(sqlite=sqlite)} AND {missing} "
        "ON CONFLICT DO NOTHING"
    )


def new_words(*, sqlite: bool) -> str:
    """Insert the words of pieces that have none."""
    name = "rowid" if sqlite else "contribution_id"
    words = f"SELECT c.id, {_WORDS[sqlite]} FROM contribution AS c WHERE {{where}}"
    return f"INSERT INTO search_document ({name}, words) {words}"


def _packed(*, sqlite: bool) -> str:
    most = 2**32 - 1
    numbers = {
        **_NUMBERS,
        "created_s": _SECONDS[sqlite],
        **{
            name: f"coalesce((SELECT v.id FROM search_value AS v WHERE v.value = {_cut(text)}), 0)"
            for name, text in _TEXTS.items()
        },
    }
    fitting = (f"{_LEAST[sqlite]}({_GREATEST[sqlite]}({numbers[name]}, 0), {most})" for name in FIELDS)
    return " || ".join(_HEX[sqlite].format(number) for number in fitting)
