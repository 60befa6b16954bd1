"""The remix tree of a piece as a drawing whose pieces are links, and as an indented list that says the same."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from dashboard.community.lineage import CONFIRMED, DECLARED, SUGGESTED
from dashboard.community.tree import BOX_HEIGHT, BOX_WIDTH, COLUMN_GAP, Box, Wire, indented, lay_out
from dashboard.community.tree_queries import LEVELS, Link, Node, RemixTree, remix_tree
from dashboard.storage.engine import database
from dashboard.ui.formats import counted
from dashboard.ui.sign_in import ACTING_AS

DASHES = {CONFIRMED: "", DECLARED: "7 4", SUGGESTED: "2 4"}
"""How the line of a link is drawn, by its state: whole, dashed, dotted."""
STATES = {CONFIRMED: "confirmed", DECLARED: "declared by the source", SUGGESTED: "suggested by the program"}
_LINE = "#8A8478"  # seen on light and on dark paper alike
_STYLE = """<style>
.tree { overflow-x: auto; padding: 4px 2px 8px }
.tree > div { position: relative; margin: 0 auto }
.tree img { position: absolute; inset: 0; max-width: none }
.tree .box { position: absolute; box-sizing: border-box; padding: 4px 10px; border-radius: 4px; overflow: hidden;
  border: 1px solid color-mix(in srgb, currentColor 55%, transparent); color: inherit; text-decoration: none;
  background: color-mix(in srgb, currentColor 5%, transparent); font-size: .875rem; line-height: 1.45 }
.tree .box span { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
.tree .box span:first-child { font-weight: 600 }
.tree .own { border: 2px solid currentColor; background: color-mix(in srgb, currentColor 14%, transparent) }
.tree .away { border-style: dotted; background: none }
.tree a:hover span:first-child { text-decoration: underline }
.tree a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px }
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
    return f"And {' and '.join(parts)}, more than {LEVELS} steps away or too many to draw; open a piece to go on."


def _drawing(tree: RemixTree) -> str:
    """The boxes are links of the page; the lines behind them are a picture, for the page takes no drawing as such."""
    layout = lay_out(tree.steps, tree.wires)
    boxes = {box.key: box for box in layout.boxes}
    lines = "".join(_line(wire, boxes[wire.child], boxes[wire.parent]) for wire in tree.wires)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{layout.height}" fill="none" '
        f'stroke="{_LINE}" stroke-width="1.5">{lines}</svg>'
    )
    name = escape(f"Remix tree of {tree.nodes[tree.piece_id].title}; the list below says the same", quote=True)
    return (
        f'<div class="tree" role="group" aria-label="{name}" tabindex="0">'
        f'<div style="width:{layout.width}px;height:{layout.height}px">'
        f'<img alt="" src="data:image/svg+xml,{quote(picture)}">'
        f"{''.join(_box(tree, box) for box in layout.boxes)}</div></div>"
    )


def _line(wire: Wire, child: Box, parent: Box) -> str:
    """From the parent's right side to the child's left; around the left where the parent stands no further left."""
    start_x, end_x = parent.x + BOX_WIDTH, child.x
    start_y, end_y = parent.y + BOX_HEIGHT // 2, child.y + BOX_HEIGHT // 2
    first = second = (start_x + end_x) // 2
    if parent.x >= child.x:
        start_x = parent.x
        first = second = min(start_x, end_x) - COLUMN_GAP // 2
    dash = f' stroke-dasharray="{DASHES[wire.state]}"' if DASHES[wire.state] else ""
    return f'<path d="M{start_x},{start_y} C{first},{start_y} {second},{end_y} {end_x},{end_y}"{dash}/>'


def _box(tree: RemixTree, box: Box) -> str:
    node = tree.nodes[box.key]
    place = f'style="left:{box.x}px;top:{box.y}px;width:{BOX_WIDTH}px;height:{BOX_HEIGHT}px"'
    below = node.artists if node.is_here else "not here yet"
    words = f"<span>{escape(node.title)}</span><span>{escape(below)}</span>"
    tip = escape(f"{node.title}, {below}", quote=True)
    if box.key == tree.piece_id:
        return f'<div class="box own" title="{tip}" {place}>{words}</div>'
    if not node.is_here:
        return f'<div class="box away" title="{tip}" {place}>{words}</div>'
    return f'<a class="box" href="{_address(node)}" title="{tip}" {place}>{words}</a>'


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
    named = f'<a href="{_address(node)}">{title}</a>' if node.is_here else title
    return f"{named} <small>{escape(', '.join(filter(None, [node.artists, *said])))}</small>"


def _address(node: Node) -> str:
    kept = {name: st.query_params[name] for name in ("episode", ACTING_AS) if name in st.query_params}
    return escape("contribution?" + urlencode(kept | {"piece": str(node.key)}), quote=True)
