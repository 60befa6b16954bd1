"""What came of a closed round: chart and table, agreement, who was harsh or mild, and what to do with the best."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import plotly.graph_objects as go
import streamlit as st

from dashboard.credits.tabular import Cell, csv_bytes
from dashboard.curation.rounds.agreement import Agreement
from dashboard.curation.rounds.results import ResultRow, RoundResults, round_results, take_results
from dashboard.curation.rounds.rubric import HIGHEST, LOWEST
from dashboard.curation.shortlists import ROUND, shortlist_piece
from dashboard.people.roles import Actor, Permission
from dashboard.people.service import current
from dashboard.rundown.queries import EpisodeRow
from dashboard.storage.engine import database
from dashboard.ui.formats import NOTHING, counted
from dashboard.ui.tables import Column, sheet_table
from dashboard.ui.widgets import action, attempt, empty, page_link, plain, quiet

HEADER = (
    "place", "title", "artists", "kind", "corrected", "from", "to", "mean", "spread", "reviews", "clearance",
)  # fmt: skip
MOST_DRAWN = 40
_INFORMATION = {"light": "#1F5FA8", "dark": "#8AB8F0"}
_ROW_PX = 28


def results_panel(actor: Actor, round_id: int, episode: EpisodeRow | None) -> None:
    """Everything that a closed round says."""
    with database().reading() as session:
        results = round_results(session, round_id)
    if not results.rows:
        empty("Nobody reviewed anything in this round.", "how_to_vote")
        return
    st.markdown(_certainty(results))
    _chart(results.rows[:MOST_DRAWN])
    _table(results.rows)
    if results.not_judged:
        names = ", ".join(f"“{card.title}”" for card in results.not_judged)
        st.caption(plain(f"Nobody reviewed {names}."))
    _to_shortlist(actor, round_id, results, episode)
    st.download_button(
        "Results as CSV", partial(results_csv, actor, round_id), f"round_{round_id}.csv", "text/csv",
        key="round_csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    _agreement(results)
    _leans(results)
    _words(results.rows)


def results_csv(actor: Actor, round_id: int) -> bytes:
    """The results as a file. The rights are asked for anew: the button may have stood there for hours."""
    db = database()
    results = take_results(db, current(db, actor), round_id)
    return csv_bytes(HEADER, [_cells(row) for row in results.rows])


def _certainty(results: RoundResults) -> str:
    said = [results.overall.sentence]
    if not results.judgement.linked:
        said.append("Some reviewers share no piece with the others, so how harsh they are is a guess.")
    if results.knowing:
        were = "was" if results.knowing == 1 else "were"
        said.append(f"{counted(results.knowing, 'review')} {were} given knowing whose the piece is.")
    return " ".join(said)


def _chart(rows: Sequence[ResultRow]) -> None:
    colour = _INFORMATION[st.context.theme.type or "light"]
    # Numbered, for two pieces may have one title; escaped, for plotly reads markup.
    names = [f"{at}. {escape(_short(row.card.title), quote=False)}" for at, row in enumerate(rows, 1)]
    values = [row.result.corrected for row in rows]
    above = [max(min(row.result.high, HIGHEST) - row.result.corrected, 0) for row in rows]
    below = [max(row.result.corrected - max(row.result.low, LOWEST), 0) for row in rows]
    figure = go.Figure(
        {
            "data": [
                {
                    "type": "scatter", "mode": "markers", "x": values, "y": names,
                    "error_x": {
                        "type": "data", "symmetric": False, "thickness": 2, "color": colour,
                        "array": above, "arrayminus": below,
                    },
                    "marker": {"size": 9, "color": colour},
                    "hovertemplate": "%{y}: %{x:.1f}<extra></extra>",
                }
            ],
            "layout": {
                "height": 80 + _ROW_PX * len(rows), "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
                "xaxis": {"range": [LOWEST - 0.1, HIGHEST + 0.1], "dtick": 1, "title": {"text": "Score"}},
                "yaxis": {"autorange": "reversed", "automargin": True},
            },
        }
    )  # fmt: skip
    alt = "The corrected score of each piece with its interval; the table below says the same"
    st.plotly_chart(figure, config={"displayModeBar": False}, alt=alt)


def _table(rows: Sequence[ResultRow]) -> None:
    columns = [
        Column("Piece"), Column("Artists"), Column("Place", number=True), Column("Score", number=True),
        Column("Interval", number=True), Column("Plain mean", number=True), Column("Spread", number=True),
        Column("Reviews", number=True),
    ]  # fmt: skip
    st.caption(
        "The score has each reviewer's harshness taken out. Pieces whose intervals overlap share their places: the "
        "reviews cannot tell them apart."
    )
    sheet_table("The results of the round", columns, [_shown(row) for row in rows])


def _shown(row: ResultRow) -> tuple[str, ...]:
    result = row.result
    spread = NOTHING if result.spread is None else f"{result.spread:.1f}"
    low, high = max(result.low, LOWEST), min(result.high, HIGHEST)
    return (
        row.card.title, row.card.artists, result.place, f"{result.corrected:.1f}", f"{low:.1f} to {high:.1f}",
        f"{result.raw:.1f}", spread, str(result.reviews),
    )  # fmt: skip


def _cells(row: ResultRow) -> tuple[Cell, ...]:
    result = row.result
    spread = "" if result.spread is None else f"{result.spread:.2f}"
    return (
        result.place, row.card.title, row.card.artists, row.card.kind, f"{result.corrected:.2f}",
        f"{result.low:.2f}", f"{result.high:.2f}", f"{result.raw:.2f}", spread, result.reviews, row.card.clearance,
    )  # fmt: skip


def _to_shortlist(actor: Actor, round_id: int, results: RoundResults, episode: EpisodeRow | None) -> None:
    """The first group, or whichever one chooses, onto the shortlist of the open episode."""
    if episode is None or not actor.may(Permission.SHORTLIST):
        return
    titles = {row.card.contribution_id: f"{row.result.place}: {row.card.title}" for row in results.rows}
    best = [row.card.contribution_id for row in results.rows if row.result.first_place == 1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"best_{round_id}"
        chosen = st.multiselect(
            f"To the shortlist of {plain(episode.label)}", list(titles), best, key=key, format_func=titles.__getitem__
        )  # fmt: skip
        st.button(
            "Shortlist them", key=f"{key}_go", type="primary", icon=":material/bookmark:",
            disabled=not chosen, on_click=_shortlist, args=(actor, results, episode, key),
        )  # fmt: skip


def _shortlist(actor: Actor, results: RoundResults, episode: EpisodeRow, key: str) -> None:
    chosen: Sequence[int] = st.session_state[key]
    said = {row.card.contribution_id: row.result for row in results.rows}
    for piece_id in chosen:
        result = said[piece_id]
        why = f"{results.title}: place {result.place}, {result.corrected:.1f} of {HIGHEST}"
        if not attempt(shortlist_piece, database(), actor, episode.shortlist_id, piece_id, why, picked_from=ROUND):
            return
    action(lambda: None, done=f"{counted(len(chosen), 'piece')} on the shortlist of {episode.label}.")


def _agreement(results: RoundResults) -> None:
    st.header("How far the reviewers agree", anchor=False)
    columns = [Column("On"), Column("Alpha", number=True), Column("Pieces compared", number=True)]
    lines = [("All together", results.overall), *results.by_criterion]
    sheet_table("Agreement between reviewers", columns, [(name, *_alpha(found)) for name, found in lines])
    st.caption("Krippendorff's alpha: 1 is full agreement, 0 is chance. Reliable from 0.80, tentative from 0.67.")


def _alpha(found: Agreement) -> tuple[str, str]:
    return NOTHING if found.alpha is None else f"{found.alpha:.2f}".replace("-", "−"), str(found.pieces)


def _leans(results: RoundResults) -> None:
    st.header("Harsh and mild", anchor=False)
    columns = [Column("Reviewer"), Column("Leans"), Column("Points", number=True), Column("Reviews", number=True)]
    rows = [
        (results.reviewer_names[one.reviewer], one.word, _signed(one.lean), str(one.reviews))
        for one in results.judgement.leans
    ]
    sheet_table("How harsh or mild each reviewer was", columns, rows)
    st.caption("Against the others on the same pieces. A lean seen in few reviews counts for less.")


def _words(rows: Sequence[ResultRow]) -> None:
    if not any(row.words for row in rows):
        return
    st.header("What they wrote", anchor=False)
    for row in rows:
        if row.words:
            with st.container(gap="xsmall"):
                page_link("contribution", f"**{plain(row.card.title)}**", piece=row.card.contribution_id)
                lines = (line for words in row.words for line in words.splitlines() if line.strip())
                st.markdown("  \n".join(quiet(line) for line in lines))


def _signed(points: float) -> str:
    """`+0.4`, `−0.4`, and `0.0` without a sign."""
    return f"{points:+.1f}".replace("-", "−") if abs(points) >= 0.05 else "0.0"


def _short(title: str, longest: int = 32) -> str:
    return title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
