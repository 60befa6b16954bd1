// The rundown as a list: choose, drag, move by keyboard, edit in place. What is done here shows at once and is saved
// behind it.

import { buildBar, drawBar } from "./bar.js";
import { makeDraggable } from "./dragging.js";
import { drawList } from "./drawing.js";
import { answerEditor, closeEditor } from "./editing.js";
import { element } from "./element.js";
import { listen, standingOf, title } from "./keys.js";
import { inOrder, moves } from "./order.js";
import { ask, flush, heard, restore } from "./saving.js";

const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? open(parentElement, data);
  view.data = data;
  view.send = setTriggerValue;
  for (const sortable of view.sortables) sortable.option("disabled", !data.may_edit);
  heard(view);
  view.draw();
  follow(view);
  return () => close(view, parentElement);
}

function open(parentElement, data) {
  const root = element("div", "rundown");
  const view = {
    root, data, rows: new Map(), sections: new Map(), pictures: new Map(), sortables: [], selection: new Set(),
    acts: [], current: data.chosen, anchor: null, grabbed: null, dragging: null, editor: null, droppedAt: 0,
    pending: [], refused: [], sent: "", session: "", wanted: null, tries: 0, lost: false,
  };
  view.scroller = element("div", "scroller");
  view.lists = element("div", "lists");
  view.nothing = element("p", "nothing quiet", "There is no act yet; make one under Acts.");
  view.scroller.append(heads(), view.lists, view.nothing);
  equip(view);
  root.append(...buildBar(view), view.scroller);
  parentElement.querySelector(".rundown")?.remove(); // of an older script, when the server is a newer one by now
  parentElement.append(root);
  views.set(parentElement, view);
  if (data.may_edit) restore(view);
  listen(view);
  view.online = () => flush(view);
  addEventListener("online", view.online);
  addEventListener("scroll", view.cover, { capture: true, passive: true });
  return view;
}

// What the other modules ask of the view.
function equip(view) {
  view.draw = () => {
    if (view.dragging) return; // the order under the pointer stays; the drop draws it
    drawList(view);
    drawBar(view);
    view.nothing.hidden = view.acts.length > 0;
    view.cover();
  };
  view.cover = () => cover(view);
  view.drag = (list) => makeDraggable(view, list);
  view.active = () => view.root.getRootNode().activeElement;
  view.targets = () => (view.selection.size ? inOrder(view.acts, view.selection) : view.current ? [view.current] : []);
  view.moveTo = (ids, to) => moveTo(view, ids, to);
  view.say = (words) => { view.status.textContent = words; };
  view.closeEditor = () => closeEditor(view);
  view.giveUpEditor = () => { if (view.editor?.key) closeEditor(view); };
  view.answerEditor = (key, ok, said) => answerEditor(view, key, ok, said);
}

function moveTo(view, ids, { act, after }) {
  if (!moves(view.acts, { ids, act, after })) return view.draw();
  const what = ids.length === 1 ? `Move “${title(view, ids[0])}”` : `Move ${ids.length} lines`;
  ask(view, { name: "move", ids, act, after, what });
  const words = ids.length === 1 ? `${title(view, ids[0])} is` : `${ids.length} lines are`;
  view.say(`${words} now ${standingOf(view, ids)}.`);
  return view.rows.get(ids[0])?.scrollIntoView({ block: "nearest" });
}

// A line that was chosen elsewhere, such as one that was just added, comes into sight.
function follow(view) {
  const { chosen } = view.data;
  if (chosen === view.followed) return;
  const first = view.followed === undefined;
  view.followed = chosen;
  if (first) return;
  view.rows.get(chosen)?.scrollIntoView({ block: "nearest" });
  if (!view.root.contains(view.active())) {
    view.current = chosen;
    view.draw();
  }
}

// Where the page is scrolled so far that the bar lies over the list, what sticks to the list's top goes below the bar.
function cover(view) {
  const covered = view.top.getBoundingClientRect().bottom - view.scroller.getBoundingClientRect().top;
  const text = `${Math.max(0, Math.round(covered))}px`;
  if (view.scroller.style.getPropertyValue("--covered") !== text) view.scroller.style.setProperty("--covered", text);
}

function heads() {
  const row = element("div", "heads quiet");
  row.setAttribute("aria-hidden", "true"); // each figure says by itself what it is
  const times = element("div", "times");
  times.append(element("div", "", "Start"), element("div", "", "Back-time"));
  row.append(element("div", "line", "Line"), times, element("div", "length", "Length"));
  return row;
}

function close(view, parentElement) {
  view.closed = true;
  clearTimeout(view.timer);
  removeEventListener("online", view.online);
  removeEventListener("keydown", view.escape, true);
  removeEventListener("pointerdown", view.release, true);
  removeEventListener("scroll", view.cover, true);
  for (const sortable of view.sortables) sortable.destroy();
  views.delete(parentElement);
}
