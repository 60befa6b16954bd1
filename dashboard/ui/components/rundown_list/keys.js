// Keyboard and pointer: choosing, selecting, taking hold of a line and moving it.

import { mark } from "./drawing.js";
import { drawSelection } from "./bar.js";
import { openEditor } from "./editing.js";
import { ended, inOrder, placeOf, places, stepped } from "./order.js";
import { ask, choose } from "./saving.js";

const AFTER_DROP_MS = 80; // the click that ends a drag opens nothing
const EDITED = new Set(["length", "trim", "note", "hard"]);

export function listen(view) {
  view.root.onclick = (event) => click(view, event);
  view.root.onkeydown = (event) => press(view, event);
  // Space on a button would press it once more when it comes up.
  view.root.onkeyup = (event) => { if (event.key === " " && event.target.closest?.(".name, .grip")) event.preventDefault(); };
  view.root.addEventListener("focusin", (event) => {
    const id = Number(event.target.closest?.("li.item")?.dataset.item);
    if (!id || id === view.current) return;
    view.current = id; // the anchor stays: a click with Shift moves the focus before it selects
    mark(view);
    drawSelection(view);
  });
  view.root.ondblclick = (event) => {
    if (event.target.closest?.(".name")) openEditor(view, view.current, "name");
  };
  view.escape = (event) => {
    if (event.key === "Escape" && view.dragging) view.dragging.cancelled = true;
  };
  addEventListener("keydown", view.escape, true);
  // Whoever takes the pointer instead has let go: what is shown is never a move that nobody will save.
  view.release = () => { if (view.grabbed) letGo(view, false); };
  addEventListener("pointerdown", view.release, true);
}

// --- pointer ---

function click(view, event) {
  const tool = event.target.closest?.("[data-tool]");
  if (tool) return use(view, tool.dataset.tool);
  const row = event.target.closest?.("li.item");
  if (!row || event.target.closest(".editor") || performance.now() - view.droppedAt < AFTER_DROP_MS) return undefined;
  const id = Number(row.dataset.item);
  const part = event.target.closest("[data-part]")?.dataset.part;
  if (part === "pick") return event.shiftKey ? range(view, id) : toggle(view, id);
  if (event.target.closest(".pick")) return undefined;
  if (event.shiftKey) return range(view, id);
  if (event.ctrlKey || event.metaKey) return toggle(view, id);
  if (part === "reset") return ask(view, { name: "retime", item: id, text: "", what: `Reset ${title(view, id)}` });
  goTo(view, id, !part);
  if (EDITED.has(part)) return openEditor(view, id, part);
  return open(view, id);
}

// Selecting: the box, Ctrl with a click; Shift takes everything between.
function toggle(view, id) {
  if (!view.selection.delete(id)) view.selection.add(id);
  view.anchor = id;
  view.current = id;
  settleSelection(view);
}

function range(view, id) {
  const ids = places(view.acts).map((place) => place.item.id);
  const [from, to] = [ids.indexOf(view.anchor ?? view.current), ids.indexOf(id)].sort((a, b) => a - b);
  view.selection = new Set(ids.slice(Math.max(from, 0), to + 1));
  view.current = id;
  settleSelection(view);
}

function settleSelection(view) {
  mark(view);
  drawSelection(view);
  view.say(view.selection.size ? `${view.selection.size} selected.` : "Nothing selected.");
}

function goTo(view, id, focus = true) {
  view.current = id;
  view.anchor = id;
  mark(view);
  drawSelection(view);
  if (focus) view.rows.get(id)?.querySelector(".name")?.focus({ preventScroll: true });
}

function open(view, id) {
  choose(view, id);
  mark(view);
}

// --- the tools above the list ---

function use(view, tool) {
  if (view.grabbed) letGo(view, false);
  const ids = view.targets();
  const items = ids.map((id) => placeOf(view.acts, id)?.item).filter(Boolean);
  const names = items.length === 1 ? `“${items[0].title}”` : `${items.length} lines`;
  if (tool === "undo" || tool === "redo") return ask(view, { name: tool, what: tool === "undo" ? "Undo" : "Redo" });
  if (tool === "clear") {
    view.selection.clear();
    settleSelection(view);
    return view.rows.get(view.current)?.querySelector(".name")?.focus();
  }
  if (!items.length) return undefined;
  if (tool === "up" || tool === "down") return nudge(view, ids, tool === "up" ? -1 : 1);
  if (tool === "float") {
    const on = !items.every((item) => item.floated);
    return ask(view, { name: "float", ids, on, what: `${on ? "Float" : "Bring back"} ${names}` });
  }
  if (tool === "lock") {
    const on = !items.every((item) => item.locked);
    return ask(view, { name: "lock", ids, on, what: `${on ? "Lock" : "Unlock"} ${names}` });
  }
  if (tool === "remove") return remove(view, ids, names);
  return openEditor(view, ids[0], tool);
}

function remove(view, ids, names) {
  const all = places(view.acts).map((place) => place.item.id);
  const rest = all.filter((id) => !ids.includes(id));
  const at = all.indexOf(ids.at(-1));
  view.current = rest.find((id) => all.indexOf(id) > at) ?? rest.at(-1) ?? null;
  view.selection.clear();
  ask(view, { name: "remove", ids, what: `Remove ${names}` });
  view.rows.get(view.current)?.querySelector(".name")?.focus();
  view.say(`Removed ${names}. Control Z brings it back.`);
}

// --- moving ---

export function nudge(view, ids, by) {
  const to = stepped(view.acts, ids, by);
  if (to) return view.moveTo(ids, to);
  const words = ids.length === 1 ? `${title(view, ids[0])} is` : `${ids.length} lines are`;
  return view.say(`${words} ${by < 0 ? "first" : "last"} already.`);
}

// A line that is selected takes the whole selection along.
function together(view, id) {
  return view.selection.has(id) ? inOrder(view.acts, view.selection) : [id];
}

function grab(view, id) {
  const ids = together(view, id);
  if (ids.some((one) => placeOf(view.acts, one)?.item.locked)) {
    return view.say(`${title(view, id)} is locked; unlock the line first.`);
  }
  view.grabbed = { ids, move: null };
  mark(view);
  return view.say(`Took hold of ${title(view, id)}, ${standing(view, id)}. Arrows move, Space puts it down, Escape puts it back.`);
}

function carry(view, to) {
  const { ids } = view.grabbed;
  if (to) view.grabbed.move = { name: "move", ids, ...to };
  view.draw();
  view.rows.get(ids[0])?.scrollIntoView({ block: "nearest" });
  view.say(standingOf(view, ids));
}

function letGo(view, keep) {
  const { ids, move } = view.grabbed;
  view.grabbed = null;
  view.draw();
  if (keep && move) return view.moveTo(ids, move);
  return view.say(`${ids.length === 1 ? `${title(view, ids[0])} is` : `${ids.length} lines are`} back at ${standingOf(view, ids)}.`);
}

export function standing(view, id) {
  const place = placeOf(view.acts, id);
  return place ? `line ${place.at + 1} of ${place.act.items.length} in ${place.act.title}` : "";
}

// Of several that stand together: from the first to the last.
export function standingOf(view, ids) {
  const places = ids.map((id) => placeOf(view.acts, id)).filter(Boolean);
  const first = places[0];
  if (places.length < 2 || places.some((place, step) => place.act !== first.act || place.at !== first.at + step)) {
    return standing(view, ids[0]);
  }
  return `lines ${first.at + 1} to ${first.at + places.length} of ${first.act.items.length} in ${first.act.title}`;
}

export function title(view, id) {
  return placeOf(view.acts, id)?.item.title ?? "The line";
}

// --- keyboard ---

function press(view, event) {
  const handled = view.editor?.box.contains(event.target) ? inEditor(view, event) : inList(view, event);
  if (!handled) return;
  event.preventDefault();
  event.stopPropagation(); // Streamlit listens for keys on the whole page
}

function inEditor(view, event) {
  if (event.key === "Escape") {
    view.closeEditor();
    return true;
  }
  if (event.key !== "Tab") event.stopPropagation();
  return false;
}

function inList(view, event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y") && view.data.may_edit) {
    use(view, key === "y" || event.shiftKey ? "redo" : "undo");
    return true;
  }
  const row = event.target.closest?.("li.item");
  if (!row) return false;
  const id = Number(row.dataset.item);
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (view.grabbed) return whileGrabbed(view, key, step);
  if (event.altKey) {
    if (!step) return false;
    if (view.data.may_edit) nudge(view, together(view, id), step);
    return true;
  }
  if (step || key === "Home" || key === "End") return walk(view, event, id, step);
  if (key === " " && view.data.may_edit && ["grip", "name"].includes(event.target.dataset.part)) {
    grab(view, id);
    return true;
  }
  if (key === "Escape" && view.selection.size) {
    use(view, "clear");
    return true;
  }
  if (key === "F2") {
    openEditor(view, id, "name");
    return true;
  }
  if (key === "Delete" && view.data.may_edit) {
    if (!view.tools.remove.disabled) use(view, "remove");
    return true;
  }
  return false;
}

function whileGrabbed(view, key, step) {
  const { ids } = view.grabbed;
  if (step) carry(view, stepped(view.acts, ids, step));
  else if (key === "Home" || key === "End") carry(view, ended(view.acts, ids, key === "Home"));
  else if (key === " " || key === "Enter") letGo(view, true);
  else if (key === "Escape" || key === "Tab") letGo(view, false);
  else return false;
  return key !== "Tab";
}

// To another line, to the same part of it; with Shift the lines between are selected.
function walk(view, event, id, step) {
  const ids = places(view.acts).map((place) => place.item.id);
  const at = event.key === "Home" ? 0 : event.key === "End" ? ids.length - 1 : ids.indexOf(id) + step;
  const next = ids[at];
  if (next === undefined) return true;
  const part = event.target.dataset.part ?? "name";
  if (event.shiftKey && view.data.may_edit) {
    view.anchor ??= id;
    range(view, next);
  } else {
    goTo(view, next, false);
  }
  const row = view.rows.get(next);
  (row.querySelector(`[data-part="${part}"]`) ?? row.querySelector(".name")).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}
