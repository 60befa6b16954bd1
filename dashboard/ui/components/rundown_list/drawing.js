// The list as it stands: acts and rows are kept and moved, never built anew, so that focus and pictures stay.

import { element, retext } from "./element.js";
import { arranged } from "./order.js";
import { dressRow } from "./rows.js";

export function drawList(view) {
  const commands = view.grabbed?.move ? [...view.pending, view.grabbed.move] : view.pending;
  view.acts = arranged(view.data.acts, commands);
  const goBack = focusOf(view);
  const known = new Set();
  for (const [at, act] of view.acts.entries()) {
    known.add(act.id);
    drawAct(view, act, at);
  }
  forget(view.sections, known);
  forgetRows(view);
  mark(view);
  goBack();
}

// A row that is moved or filled again loses the focus; it is given back to the same part of the same row.
function focusOf(view) {
  const focused = view.active();
  const row = focused?.closest?.("li.item");
  const part = focused?.dataset?.part;
  return () => {
    if (!row || view.active() === focused) return;
    const target = focused.isConnected ? focused : row.isConnected && part && row.querySelector(`[data-part="${part}"]`);
    (target || row.querySelector(".name"))?.focus({ preventScroll: true });
  };
}

function drawAct(view, act, at) {
  let section = view.sections.get(act.id);
  if (!section) {
    section = open(view, act.id);
    view.sections.set(act.id, section);
  }
  stand(view.lists, section.box, at);
  head(section, act);
  for (const [place, item] of act.items.entries()) {
    let row = view.rows.get(item.id);
    if (!row) {
      row = element("li", "item");
      row.dataset.item = item.id;
      view.rows.set(item.id, row);
    }
    stand(section.list, row, place);
    dressRow(view, row, item);
  }
}

function open(view, id) {
  const box = element("section", "act");
  const header = element("div", "act-head");
  const title = element("h2", "title");
  title.id = `act-${id}`;
  box.setAttribute("aria-labelledby", title.id);
  const section = { box, title, count: element("span", "quiet count"), filled: element("span", "mono"),
    budget: element("span", "quiet budget"), over: element("span", "over-under"), list: element("ul", "lines") };
  section.list.dataset.act = id;
  section.list.setAttribute("role", "list");
  const sums = element("div", "sums");
  sums.append(section.filled, section.budget, section.over);
  const named = element("div", "named");
  named.append(title, section.count);
  header.append(named, sums);
  box.append(header, section.list);
  view.drag(section.list);
  return section;
}

function head(section, act) {
  retext(section.title, act.title);
  retext(section.count, `${act.items.length} ${act.items.length === 1 ? "line" : "lines"}`);
  retext(section.filled, act.filled);
  retext(section.budget, act.budget ? `of ${act.budget}` : "");
  retext(section.over, act.over ? `${act.over} ${act.word}` : "");
  section.over.className = `over-under ${act.state}`;
  section.box.querySelector(".act-head").title = act.network ? `${act.network} s as the network counts it` : "";
}

// Puts a child at its place among its siblings; one that stands there already is not touched.
function stand(parent, child, at) {
  if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
}

function forget(sections, known) {
  for (const [id, section] of sections) {
    if (known.has(id)) continue;
    section.box.remove();
    sections.delete(id);
  }
}

function forgetRows(view) {
  const known = new Set(view.acts.flatMap((act) => act.items.map((item) => item.id)));
  for (const [id, row] of view.rows) {
    if (known.has(id)) continue;
    if (view.editor?.item === id) view.closeEditor();
    row.remove();
    view.rows.delete(id);
  }
  for (const id of view.selection) if (!known.has(id)) view.selection.delete(id);
  if (!known.has(view.current)) view.current = known.has(view.data.chosen) ? view.data.chosen : [...known][0] ?? null;
}

// Which row is open, which are selected, which one the keyboard comes to, and which is being moved.
export function mark(view) {
  for (const [id, row] of view.rows) {
    const current = id === view.current;
    if (id === (view.wanted ?? view.data.chosen)) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    row.classList.toggle("selected", view.selection.has(id));
    row.classList.toggle("grabbed", Boolean(view.grabbed?.ids.includes(id)));
    for (const part of row.querySelectorAll("[data-part]")) {
      if (part.tabIndex !== (current ? 0 : -1)) part.tabIndex = current ? 0 : -1;
    }
    const box = row.querySelector(".pick input");
    if (box) box.checked = view.selection.has(id);
    row.querySelector(".grip")?.setAttribute("aria-pressed", String(Boolean(view.grabbed?.ids.includes(id))));
  }
}
