// Dragging by pointer or finger, within an act and between acts; what is selected goes along.

import Sortable, { AutoScroll } from "sortablejs/modular/sortable.core.esm.js";

import { inOrder } from "./order.js";

Sortable.mount(new AutoScroll());

const HOLD_MS = 220; // a finger that rests takes hold; one that moves scrolls

export function makeDraggable(view, list) {
  const sortable = Sortable.create(list, {
    group: "lines", draggable: ".item", filter: ".locked, input, .editor", preventOnFilter: false,
    invertSwap: true, animation: 130, forceFallback: true, fallbackTolerance: 4, delay: HOLD_MS, delayOnTouchOnly: true,
    touchStartThreshold: 6, emptyInsertThreshold: 24, scroll: view.scroller, scrollSensitivity: 70, scrollSpeed: 16,
    bubbleScroll: false, ghostClass: "landing", chosenClass: "lifted", dragClass: "flying", disabled: true,
    onStart: (event) => lift(view, event),
    onEnd: (event) => drop(view, event),
  });
  view.sortables.push(sortable);
  sortable.option("disabled", !view.data.may_edit);
}

function lift(view, event) {
  const id = Number(event.item.dataset.item);
  const several = view.selection.has(id) && view.selection.size > 1;
  const ids = several ? inOrder(view.acts, view.selection) : [id];
  view.dragging = { ids, id, dropped: false, widen: narrow(view) };
  view.root.classList.add("dragging");
  for (const other of ids) if (other !== id) view.rows.get(other).classList.add("riding");
  const ghost = Sortable.ghost;
  if (ghost && several) ghost.dataset.count = ids.length;
}

function drop(view, event) {
  const { ids, id, cancelled, widen } = view.dragging;
  widen();
  const after = elder(event.item, ids);
  const act = Number(event.item.parentElement.dataset.act);
  for (const row of view.rows.values()) row.classList.remove("riding");
  view.root.classList.remove("dragging");
  view.dragging = null;
  view.droppedAt = performance.now();
  view.current = id;
  if (cancelled) view.draw();
  else view.moveTo(ids, { act, after });
  view.rows.get(id)?.querySelector(".name")?.focus({ preventScroll: true });
}

// While something is dragged the list ends where one sees it end, so that it scrolls at the edges of the window too.
function narrow(view) {
  const { scroller } = view;
  const box = scroller.getBoundingClientRect();
  const above = Math.max(0, Math.round(view.top.getBoundingClientRect().bottom - box.top));
  const below = Math.max(0, Math.round(box.bottom - innerHeight));
  scroller.style.margin = `${above}px 0 ${below}px`;
  scroller.style.maxHeight = `${box.height - above - below}px`;
  scroller.scrollTop += above;
  view.cover();
  return () => {
    scroller.style.margin = scroller.style.maxHeight = "";
    scroller.scrollTop -= above;
    view.cover();
  };
}

// The nearest row above that does not come along.
function elder(row, ids) {
  for (let other = row.previousElementSibling; other; other = other.previousElementSibling) {
    const id = Number(other.dataset.item);
    if (other.matches("li.item") && !ids.includes(id)) return id;
  }
  return null;
}
