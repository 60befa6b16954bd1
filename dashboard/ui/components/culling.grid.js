// --- the grid: many pieces at a glance, and one verdict for several ---

const BLOCK = 24; // as many as the server sends around the open piece

function turn(view) {
  view.grid = !view.grid;
  view.chosen.clear();
  view.anchor = view.at;
  if (view.grid) view.champion = null;
  paint(view);
  if (view.grid) focusTile(view);
  else view.root.focus({ preventScroll: true });
  tell(view, view.grid ? `Grid. ${where(view)}` : `One at a time. ${where(view)}`);
}

function paintGrid(view) {
  const { ids } = view.data;
  const first = Math.floor(view.at / BLOCK) * BLOCK;
  const frames = ids.slice(first, first + BLOCK).map((id) => {
    const found = view.tiles.querySelector(`[data-piece="${id}"]`);
    const made = found && (found.dataset.loaded || !view.cards.has(id)) ? found : tile(view, id);
    dress(view, made, id);
    made.tabIndex = id === view.open ? 0 : -1;
    made.setAttribute("aria-selected", String(view.chosen.has(id)));
    current(made, id === view.open);
    return made;
  });
  const same = frames.length === view.tiles.children.length && frames.every((made, at) => made === view.tiles.children[at]);
  if (same) return;
  const held = view.tiles.contains(view.root.getRootNode().activeElement);
  view.tiles.replaceChildren(...frames);
  if (held) focusTile(view);
}

function tile(view, id) {
  const card = view.cards.get(id);
  const made = element("div", "tile");
  made.dataset.piece = id;
  made.setAttribute("role", "option");
  const picture = element("span", "picture");
  picture.append(face(card));
  made.append(picture, element("span", "said"), element("span", "name", card?.title ?? "Loading"));
  if (card) {
    made.dataset.loaded = "1";
    made.append(element("span", "quiet", [card.by, card.length].filter(Boolean).join(" · ")));
    for (const badge of [card.clearance, ...card.technical]) {
      made.append(element("span", `badge ${badge.colour}`, `${badge.shape} ${badge.word}`));
    }
  }
  made.onclick = (event) => pickTile(view, id, event);
  made.ondblclick = () => turn(view);
  return made;
}

function pickTile(view, id, event) {
  const at = view.data.ids.indexOf(id);
  // A finger has neither Shift nor Ctrl: each touch adds to what is chosen, or takes it away.
  if (event.shiftKey) span(view, at);
  else if (event.ctrlKey || event.metaKey || event.pointerType === "touch") flip(view, at);
  else view.chosen.clear();
  settle(view, at, event.shiftKey);
}

function flip(view, at) {
  const id = view.data.ids[at];
  if (!view.chosen.delete(id)) view.chosen.add(id);
}

function span(view, to) {
  view.chosen.clear();
  const [first, last] = [Math.min(view.anchor, to), Math.max(view.anchor, to)];
  for (const id of view.data.ids.slice(first, last + 1)) view.chosen.add(id);
}

function settle(view, at, spans) {
  if (!spans) view.anchor = at;
  openAt(view, at);
  paint(view);
  focusTile(view);
  tell(view, view.chosen.size > 1 ? `${view.chosen.size} selected. ${where(view)}` : where(view));
}

function focusTile(view) {
  view.tiles.querySelector(`[data-piece="${view.open}"]`)?.focus({ preventScroll: false });
}

function columns(view) {
  const [first, ...rest] = view.tiles.children;
  const next = rest.findIndex((made) => made.offsetTop > first.offsetTop);
  return next < 0 ? rest.length + 1 : next + 1;
}

// Whether the grid took the key.
function pressGrid(view, event) {
  const { ids } = view.data;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "a") {
    const first = Math.floor(view.at / BLOCK) * BLOCK;
    view.chosen = new Set(ids.slice(first, first + BLOCK));
    paint(view);
    tell(view, `${view.chosen.size} selected.`);
    return true;
  }
  if (event.key === "Enter") {
    turn(view);
    return true;
  }
  if (event.key === " ") {
    flip(view, view.at);
    settle(view, view.at, false);
    return true;
  }
  const step = {
    ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns(view), ArrowUp: -columns(view), PageDown: BLOCK, PageUp: -BLOCK,
    Home: -ids.length, End: ids.length,
  }[event.key];
  if (!step) return false;
  const to = Math.max(0, Math.min(view.at + step, ids.length - 1));
  if (event.shiftKey) span(view, to);
  else if (!command) view.chosen.clear();
  settle(view, to, event.shiftKey);
  return true;
}
