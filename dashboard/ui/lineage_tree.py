"""The remix tree of a piece as a drawing whose pieces are links, and as an indented list that says the same."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard.community.lineage import CONFIRMED, DECLARED, SUGGESTED
from dashboard.community.tree import BOX_HEIGHT, BOX_WIDTH, Box, Wire, indented, lay_out
from dashboard.community.tree_queries import LEVELS, Link, Node, RemixTree, remix_tree
from dashboard.storage.engine import database
from dashboard.ui.formats import counted
from dashboard.ui.sign_in import ACTING_AS

DASHES = {CONFIRMED: "", DECLARED: "7 4", SUGGESTED: "2 4"}
"""How the line of a link is drawn, by its state: whole, dashed, dotted."""
STATES = {CONFIRMED: "confirmed", DECLARED: "declared by the source", SUGGESTED: "suggested by the program"}
_LETTERS = 20  # of a title that a box holds
_MARGIN = 4
_STYLE = """<style>
.tree { overflow-x: auto; padding: 4px 0 8px }
.tree svg { display: block; margin: 0 auto; font: 400 14px Inter, sans-serif }
.tree rect { fill: color-mix(in srgb, currentColor 5%, transparent);
  stroke: color-mix(in srgb, currentColor 55%, transparent) }
.tree .own rect { fill: color-mix(in srgb, currentColor 14%, transparent); stroke: currentColor; stroke-width: 2 }
.tree .away rect { fill: none; stroke-dasharray: 2 3 }
.tree text { fill: currentColor }
.tree .title { font-weight: 600 }
.tree a { color: inherit; text-decoration: none }
.tree a:hover .title { text-decoration: underline }
.tree a:focus-visible rect { stroke: currentColor; stroke-width: 3 }
.tree path { fill: none; stroke: color-mix(in srgb, currentColor 60%, transparent); stroke-width: 1.5 }
.branches ul { list-style: none; margin: 0; padding: 0 }
.branches ul ul { padding-left: 1.25rem; border-left: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
.branches li { padding: .25rem 0 }
.branches small { color: color-mix(in srgb, currentColor 72%, transparent); font-size: .875rem }
</style>"""


def tree_panel(piece_id: int) -> None:
    """The drawing, what it leaves out, and below it the list."""
    with database().reading() as session:
        tree = remix_tree(session, piece_id)
    if not tree.links:
        st.caption("It stands alone: it uses nothing of anybody's, and nobody has made anything of it yet.")
        return
    st.html(_STYLE + _drawing(tree))
    st.caption(
        "Left what it uses, right what was made of it. Whole line: confirmed; dashed: declared; dotted: suggested."
    )
    if more := _more(tree):
        st.caption(more)
    with st.expander("The same as a list", icon=":material/account_tree:"):
        for heading, up in (("What it uses", True), ("What was made of it", False)):
            st.subheader(heading, anchor=False)
            st.html(_list(tree, up=up))


def _more(tree: RemixTree) -> str:
    parts = []
    if tree.more_above:
        parts.append(f"{counted(tree.more_above, 'work')} more that it is built on")
    if tree.more_below:
        parts.append(f"{counted(tree.more_below, 'piece')} more that were made of it")
    if not parts:
        return ""
    return (
        f"And {' and '.join(parts)}, further than {LEVELS} steps or too many to draw; open a piece to go on from there."
    )


def _drawing(tree: RemixTree) -> str:
    layout = lay_out(tree.steps, tree.wires)
    boxes = {box.key: box for box in layout.boxes}
    lines = "".join(_line(wire, boxes[wire.child], boxes[wire.parent]) for wire in tree.wires)
    shapes = "".join(_box(tree, box) for box in layout.boxes)
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN
    name = escape(f"Remix tree of {tree.nodes[tree.piece_id].title}; the list below says the same", quote=True)
    return (
        f'<div class="tree" role="group" aria-label="{name}" tabindex="0"><svg width="{width}" height="{height}" '
        f'viewBox="{-_MARGIN} {-_MARGIN} {width} {height}">{lines}{shapes}</svg></div>'
    )


def _line(wire: Wire, child: Box, parent: Box) -> str:
    """From the parent's side to the child's; around the outside where both stand in one column."""
    start_x, end_x = parent.x + BOX_WIDTH, child.x
    start_y, end_y = parent.y + BOX_HEIGHT // 2, child.y + BOX_HEIGHT // 2
    if parent.x >= child.x:
        start_x, end_x = parent.x, child.x
        reach = min(start_x, end_x) - 24
        curve = f"C{reach},{start_y} {reach},{end_y}"
    else:
        middle = (start_x + end_x) // 2
        curve = f"C{middle},{start_y} {middle},{end_y}"
    dash = f' stroke-dasharray="{DASHES[wire.state]}"' if DASHES[wire.state] else ""
    return f'<path d="M{start_x},{start_y} {curve} {end_x},{end_y}"{dash}></path>'


def _box(tree: RemixTree, box: Box) -> str:
    node = tree.nodes[box.key]
    below = _cut(node.artists if node.is_here else "not here yet")
    shapes = (
        f'<rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4"></rect>'
        f'<text class="title" x="{box.x + 10}" y="{box.y + 21}">{escape(_cut(node.title))}</text>'
        f'<text x="{box.x + 10}" y="{box.y + 41}">{escape(below)}</text>'
    )
    if box.key == tree.piece_id:
        return f'<g class="own">{shapes}</g>'
    if not node.is_here:
        return f'<g class="away"><title>{escape(node.title)}</title>{shapes}</g>'
    where = "built on" if box.steps < 0 else "made of it"
    name = escape(f"{node.title}, {node.artists}, {node.kind}, {counted(abs(box.steps), 'step')}, {where}", quote=True)
    return (
        f'<a href="{_address(node)}" target="_self" aria-label="{name}"><title>{escape(node.title)}</title>{shapes}</a>'
    )


def _list(tree: RemixTree, *, up: bool) -> str:
    by_wire = {link.wire: link for link in tree.links}
    side = {key for key, steps in tree.steps.items() if steps == 0 or (steps < 0) == up}
    wires = [wire for wire in tree.wires if wire.child in side and wire.parent in side]
    listed = indented(tree.piece_id, wires, up=up)
    if not listed:
        return "<p>Nothing.</p>"
    parts, before = ['<div class="branches">'], -1
    for depth, wire in listed:
        parts.append("<ul>" if depth > before else "</li>" + "</ul></li>" * (before - depth))
        parts.append(f"<li>{_entry(tree, by_wire[wire], up=up)}")
        before = depth
    return "".join(parts) + "</li></ul>" * (before + 1) + "</div>"


def _entry(tree: RemixTree, link: Link, *, up: bool) -> str:
    node = tree.nodes[link.wire.parent if up else link.wire.child]
    said = [link.relation.replace("_", " "), STATES[link.wire.state]]
    if link.pinned is not None:
        said.append(f"version {link.pinned}")
    if link.looped:
        said.append("here already, and using it would close a loop")
    elif not node.is_here:
        said.append("not here yet")
    title = escape(node.title)
    named = f'<a href="{_address(node)}" target="_self">{title}</a>' if node.is_here else title
    return f"{named} <small>{escape(', '.join(filter(None, [node.artists, *said])))}</small>"


def _address(node: Node) -> str:
    kept = {name: st.query_params[name] for name in ("episode", ACTING_AS) if name in st.query_params}
    return escape("contribution?" + urlencode(kept | {"piece": str(node.key)}), quote=True)


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 1].rstrip() + "…"
