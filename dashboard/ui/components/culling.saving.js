// --- saving: one batch under way, the rest waits its turn; what is not acknowledged is sent again ---

const ANSWER_MS = 5000;
const LONGEST_WAIT_MS = 20000;
const PASS_MS = 700; // a pass waits for company
const MOST_AT_ONCE = 100;

function newMark() {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${random[0].toString(36)}${random[1].toString(36)}`;
}

// A verdict: kept, painted, and put in line to be saved.
function gesture(view, pieces, said) {
  const before = {};
  for (const id of pieces) before[id] = { ...opinion(view, id) };
  const made = { mark: newMark(), pieces, said };
  apply(view, made);
  view.done.push({ mark: made.mark, before: differing(before, (id) => opinion(view, id)) });
  queue(view, made);
}

// Only what it changed: undoing one verdict leaves the other fields as they are by then.
function differing(before, now) {
  return Object.fromEntries(Object.entries(before).map(([id, old]) => {
    const current = now(Number(id));
    return [id, Object.fromEntries(Object.entries(old).filter(([name, value]) => current[name] !== value))];
  }));
}

function apply(view, made) {
  if (made.undo) {
    for (const [id, old] of Object.entries(made.before ?? {})) Object.assign(verdictOf(view, Number(id)), old);
    return;
  }
  for (const id of made.pieces) {
    const said = verdictOf(view, id);
    const { choice, stars, range, note: text, shortlist: list } = made.said;
    if (choice !== undefined) said.choice = choice;
    if (stars !== undefined) said.stars = stars;
    if (range !== undefined) [said.in_ms, said.out_ms] = range;
    if (text !== undefined) said.note = text;
    if (list !== undefined && list === view.data.shortlist?.id) said.picked = true;
    said.seen = true;
  }
}

function verdictOf(view, id) {
  if (!view.verdicts.has(id)) view.verdicts.set(id, { ...opinion(view, id) });
  return view.verdicts.get(id);
}

function queue(view, made, waits = 0) {
  view.pending.push(made);
  keep(view, (all) => [...all, made]);
  paintSaving(view);
  later(view, waits);
}

function moved(view) {
  view.moved = true;
  const near = view.data.ids.slice(view.at, view.at + AHEAD + 2);
  later(view, near.some((id) => !view.cards.has(id)) ? 0 : PASS_MS);
}

// After the press is painted; never later than what already waits.
function later(view, waits) {
  const due = performance.now() + waits;
  if (view.sent || (view.due && view.due <= due)) return;
  clearTimeout(view.timer);
  view.due = due;
  view.timer = setTimeout(() => flush(view), waits);
}

function flush(view) {
  view.due = 0;
  if (view.sent || !(view.pending.length || view.moved)) return;
  const batch = view.pending.slice(0, MOST_AT_ONCE);
  view.sent = Date.now();
  view.batch = new Set(batch.map((made) => made.mark));
  view.moved = false;
  view.tries = (view.tries ?? 0) + 1;
  view.timer = setTimeout(() => unanswered(view), Math.min(ANSWER_MS * view.tries, LONGEST_WAIT_MS));
  paintSaving(view);
  try {
    view.send("saved", { sent: view.sent, at: view.open, gestures: batch.map(wire) });
  } catch {
    unanswered(view);
  }
}

function wire({ mark: name, pieces, said, undo }) {
  return undo ? { mark: name, undo } : { mark: name, pieces, ...said };
}

// Nobody answered: the connection is gone, or slow. The same marks go again and count once.
function unanswered(view) {
  clearTimeout(view.timer);
  view.sent = 0;
  view.lost = view.pending.length > 0;
  view.moved = true;
  paintSaving(view);
  later(view, 1000);
}

function heard(view) {
  const { data } = view;
  if (!view.sent || data.heard !== view.sent) {
    if (view.pending.length && !view.sent) later(view, 0);
    return;
  }
  clearTimeout(view.timer);
  const acknowledged = view.batch;
  view.sent = view.tries = 0;
  view.lost = false;
  const askedLast = new Set(view.pending.filter((made) => made.undo === "last").map((made) => made.mark));
  view.pending = view.pending.filter((made) => !acknowledged.has(made.mark));
  keep(view, (all) => all.filter((made) => !acknowledged.has(made.mark)));
  const refused = new Map(data.refused.map((one) => [one.mark, one.sentence]));
  view.done = view.done.filter((made) => !refused.has(made.mark));
  view.problem.textContent = [...new Set(refused.values())].join(" ");
  for (const one of data.undone) if (askedLast.has(one.mark)) comeBack(view, one.pieces);
  if (view.pending.length || view.moved) later(view, view.pending.length ? 0 : PASS_MS);
}

function paintSaving(view) {
  const waits = view.pending.length;
  const state = view.lost && waits ? "lost" : waits ? "waits" : "saved";
  view.saving.dataset.state = state;
  const kept = `${waits} ${waits === 1 ? "verdict" : "verdicts"}`;
  const words = { lost: `Not saved: ${kept} kept in this browser, sent when the connection is back`, waits: "Saving…", saved: "Saved" }[state];
  if (view.saving.textContent !== words) view.saving.textContent = words;
  if (state === "lost") view.saving.setAttribute("role", "alert");
  else view.saving.removeAttribute("role");
}

// --- what the browser keeps until it is saved: ids, choices and marks, and never what was written ---

function storeName(view) {
  return `${view.account}.waiting`;
}

function kept(view) {
  const all = recall(storeName(view));
  return Array.isArray(all) ? all.filter((made) => made?.mark && (made.undo || (Array.isArray(made.pieces) && made.said))) : [];
}

// Another tab of the same person keeps its own in the same place.
function keep(view, change) {
  const all = change(kept(view)).map(({ before, ...made }) => (made.said ? { ...made, said: { ...made.said, note: undefined } } : made));
  remember(storeName(view), all.filter((made) => made.undo || Object.values(made.said).some((value) => value !== undefined)));
}

function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(`greenroom.culling.${name}`));
  } catch {
    return null; // a browser that keeps nothing, or a spoilt entry
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`greenroom.culling.${name}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: what is not saved lives as long as the page.
  }
}
