// --- verdicts ---

function choose(view, choice, pieces = targets(view)) {
  if (!pieces.length) return;
  const off = pieces.every((id) => opinion(view, id).choice === choice);
  gesture(view, pieces, { choice: off ? "" : choice });
  after(view, pieces, off ? `No longer ${WORDS[choice].toLowerCase()}` : WORDS[choice], !off);
}

function rate(view, stars, pieces = targets(view)) {
  if (!pieces.length) return;
  gesture(view, pieces, { stars });
  after(view, pieces, stars ? `${stars} star${stars > 1 ? "s" : ""}` : "No stars", stars > 0);
}

function shortlist(view, pieces = targets(view)) {
  if (!pieces.length) return;
  const list = view.data.shortlist;
  if (!list) return tell(view, "There is no episode to shortlist for; create one on the Episodes page.");
  const fresh = pieces.filter((id) => !opinion(view, id).picked);
  if (!fresh.length) return tell(view, `Already on your shortlist for ${list.label}; undo takes it back.`);
  gesture(view, fresh, { shortlist: list.id });
  after(view, fresh, `Shortlisted for ${list.label}`, false);
}

function mark(view, end) {
  const { pane: shown, card } = { pane: view.current, card: view.cards.get(view.open) };
  if (view.grid || !card) return;
  if (!card.duration_ms) return tell(view, "It has no length, so no part of it can be chosen.");
  const at = Math.min(Math.max(playhead(shown), 0), card.duration_ms);
  const now = opinion(view);
  let [begins, ends] = end === "in_ms" ? [Math.min(at, card.duration_ms - 1), now.out_ms] : [now.in_ms, Math.max(at, 1)];
  if (ends !== null && (begins ?? 0) >= ends) [begins, ends] = end === "in_ms" ? [begins, null] : [null, ends];
  setPart(view, begins, ends);
}

function setPart(view, begins, ends) {
  if (!view.cards.has(view.open)) return;
  gesture(view, [view.open], { range: [begins, ends] });
  after(view, [view.open], begins === null && ends === null ? "The whole piece" : partText(view, view.open), false);
}

function note(view) {
  const id = view.noteOf;
  const text = view.note.value.trim();
  if (!view.cards.has(id) || text === opinion(view, id).note) return;
  gesture(view, [id], { note: text });
  after(view, [id], "Note kept", false);
}

function takeBack(view) {
  const last = view.done.pop();
  if (!last) {
    queue(view, { mark: newMark(), undo: "last" });
    view.status.textContent = "Undoing.";
    return;
  }
  const back = { mark: newMark(), undo: last.mark, before: last.before };
  apply(view, back);
  queue(view, back);
  const pieces = Object.keys(last.before).map(Number);
  comeBack(view, pieces);
}

function comeBack(view, pieces) {
  const here = view.data.ids.indexOf(pieces[0]);
  if (here >= 0 && !(view.grid && pieces.length > 1) && pieces[0] !== view.champion) openAt(view, here);
  paint(view);
  const what = pieces.length > 1 ? `Undone for ${pieces.length} pieces` : "Undone";
  tell(view, here >= 0 ? `${what}. ${where(view)}` : `${what}, of a piece outside this list.`);
}

// What follows a verdict: the next piece, and what was done in words.
function after(view, pieces, words, goesOn) {
  const many = pieces.length > 1;
  const isOpen = pieces.length === 1 && pieces[0] === view.open;
  if (goesOn && view.goesOn && isOpen) goOn(view);
  paint(view);
  tell(view, many ? `${words}: ${pieces.length} pieces.` : `${words}. ${where(view)}`);
}

// From the last piece to the nearest before it that has no verdict yet.
function goOn(view) {
  const { ids } = view.data;
  let next = view.at + 1;
  if (ids[next] === view.champion) next += 1;
  if (next >= ids.length) {
    next = view.at - 1;
    while (next >= 0 && (judged(opinion(view, ids[next])) || ids[next] === view.champion)) next -= 1;
  }
  if (next >= 0) openAt(view, next);
}

function where(view) {
  const card = view.cards.get(view.open);
  return `${view.at + 1} of ${view.data.ids.length}${card ? `: ${card.title}` : ""}.`;
}

function tell(view, words) {
  view.status.textContent = words;
}

// --- going through the queue ---

function openAt(view, at) {
  if (document.activeElement && view.root.getRootNode().activeElement === view.note) note(view);
  view.at = Math.max(0, Math.min(at, view.data.ids.length - 1));
  view.open = view.data.ids[view.at];
  moved(view);
}

function go(view, at) {
  let to = at;
  if (view.data.ids[to] === view.champion) to += to > view.at ? 1 : -1;
  if (to < 0 || to >= view.data.ids.length) return tell(view, to < 0 ? "This is the first." : lastWords(view));
  openAt(view, to);
  paint(view);
  tell(view, where(view));
}

// Going on without a verdict: the piece was seen and does not come again by itself.
function pass(view) {
  see(view, view.open);
  const before = view.at;
  go(view, view.at + 1);
  if (view.at === before) paint(view);
}

function passChosen(view) {
  const pieces = targets(view);
  for (const id of pieces) see(view, id);
  paint(view);
  tell(view, `Passed: ${pieces.length} piece${pieces.length > 1 ? "s" : ""}.`);
}

function see(view, id) {
  if (!view.cards.has(id) || opinion(view, id).seen) return;
  const seen = { mark: newMark(), pieces: [id], said: { seen: true } };
  apply(view, seen);
  queue(view, seen, PASS_MS);
}

function lastWords(view) {
  const left = view.data.ids.filter((id) => view.cards.has(id) && !opinion(view, id).seen).length;
  return left ? `That was the last of ${view.data.ids.length}.` : `That was the last; all ${view.data.ids.length} are seen.`;
}

function keepChampion(view) {
  if (view.grid || !view.cards.has(view.open)) return;
  if (view.champion !== null) {
    view.champion = null;
    paint(view);
    return tell(view, `No champion any more. ${where(view)}`);
  }
  view.champion = view.open;
  see(view, view.open);
  const title = view.cards.get(view.open).title;
  goNear(view);
  paint(view);
  tell(view, `${title} is the champion. ${where(view)}`);
}

function challengerWins(view) {
  if (view.champion === null || view.open === view.champion) return;
  const title = view.cards.get(view.open)?.title;
  if (!title) return;
  see(view, view.open);
  view.champion = view.open;
  goNear(view);
  paint(view);
  tell(view, `${title} wins and is the champion. ${where(view)}`);
}

// A champion stands beside another piece: the next, or the one before where it is the last.
function goNear(view) {
  if (view.data.ids.length < 2) { view.champion = null; return; }
  openAt(view, view.at + 1 < view.data.ids.length ? view.at + 1 : view.at - 1);
}

function more(view) {
  view.send("more", Date.now());
  tell(view, "Adding what came in.");
}

// --- the keyboard ---

function press(view, event) {
  const inside = event.composedPath()[0];
  event.stopPropagation(); // Streamlit listens for keys on the whole page
  if (inside.tagName === "TEXTAREA") {
    if (event.key === "Escape") view.root.focus({ preventScroll: true });
    return;
  }
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return;
  if (inside.type === "range" && /^(Arrow|Home|End|Page)/.test(event.key)) return;
  if (inside.tagName === "BUTTON" || inside.type === "checkbox" || inside.tagName === "A") {
    if (event.key === " " || event.key === "Enter") return;
  }
  if (view.grid && pressGrid(view, event)) return event.preventDefault();
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (command && key !== "z") return;
  const act = ACTS[key];
  if (!act || (event.repeat && !/^Arrow/.test(key)) || !view.data.ids.length) return;
  event.preventDefault();
  act(view);
}

const ACTS = {
  ArrowRight: pass, ArrowLeft: (view) => go(view, view.at - 1),
  p: (view) => choose(view, "pick"), x: (view) => choose(view, "reject"), m: (view) => choose(view, "maybe"),
  s: (view) => shortlist(view), u: takeBack, z: takeBack, i: (view) => mark(view, "in_ms"), o: (view) => mark(view, "out_ms"),
  " ": (view) => { if (!view.grid) toggle(view, view.current); },
  c: keepChampion, w: challengerWins, g: turn, "?": keys,
  n: (view) => { if (!view.grid) { view.note.focus(); } },
  Escape: (view) => { if (!view.keys.hidden) keys(view); else if (view.grid) turn(view); else if (view.champion !== null) keepChampion(view); },
  ...Object.fromEntries([0, 1, 2, 3, 4, 5].map((star) => [String(star), (view) => rate(view, star)])),
};

function keys(view) {
  view.keys.hidden = !view.keys.hidden;
  view.keysButton.setAttribute("aria-expanded", String(!view.keys.hidden));
  if (!view.keys.hidden) tell(view, KEYS.map(([key, does]) => `${key}: ${does}`).join(". "));
}
