// Pieces one after another: a key press is painted here at once, and saved behind it.
// All text is set as text, never as markup: titles come from strangers.

const AHEAD = 10; // pieces whose pictures are fetched before they are looked at
const BEHIND = 2;
const WORDS = { pick: "Picked", maybe: "Maybe", reject: "Rejected" };
const SHAPES = { pick: "✓", maybe: "?", reject: "✕" };
const KINDS = {
  video: "movie", music: "music_note", vocals: "mic", sound: "graphic_eq", illustration: "palette",
  photo: "photo_camera", text: "notes", project: "folder_open",
};
const KEYS = [
  ["→ ←", "Next, which passes it; previous"], ["P", "Pick"], ["X", "Reject"], ["M", "Maybe"], ["1 – 5", "Stars; 0 for none"],
  ["S", "Shortlist"], ["U or Ctrl+Z", "Undo"], ["Space", "Play or pause"], ["I and O", "The part to use begins, ends here"],
  ["C", "Keep it as champion, or let the champion go"], ["W", "The challenger wins"], ["N", "Write a note"],
  ["G", "Grid: Shift or Ctrl with the arrows or a click selects several"], ["?", "Show or hide the keys"],
];
const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? start(parentElement, data);
  view.data = data;
  view.send = setTriggerValue;
  take(view);
  heard(view);
  paint(view);
  return () => {
    close(view);
    views.delete(parentElement);
  };
}

function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

function button(name, text, key, press) {
  const made = element("button", name);
  made.type = "button";
  made.append(element("span", "label", text));
  if (key) {
    const hint = element("kbd", "", key);
    hint.setAttribute("aria-hidden", "true");
    made.append(hint);
  }
  made.onclick = press;
  return made;
}

function start(parentElement, data) {
  const root = element("div", "culling");
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Pieces to judge. Press the question mark for the keys.");
  const view = {
    root, data, queue: null, at: 0, champion: null, grid: false, chosen: new Set(), anchor: 0,
    cards: new Map(), verdicts: new Map(), posters: new Map(), media: new Map(),
    pending: [], done: [], sent: 0, moved: false, plays: false,
  };
  build(view);
  parentElement.append(root);
  views.set(parentElement, view);
  root.onkeydown = (event) => press(view, event);
  // A click leaves the keyboard where it was: on the pieces, not on the button.
  root.onmousedown = (event) => { if (event.target.closest("button")) event.preventDefault(); };
  root.onclick = (event) => { if (!event.target.closest("input, textarea, a, .text, [role=option]")) root.focus({ preventScroll: true }); };
  view.online = () => flush(view);
  addEventListener("online", view.online);
  if ([null, document.body].includes(document.activeElement)) requestAnimationFrame(() => root.focus({ preventScroll: true }));
  return view;
}

function close(view) {
  removeEventListener("online", view.online);
  clearTimeout(view.timer);
  for (const id of [...view.media.keys()]) unload(view, id);
}

function build(view) {
  const { root } = view;
  const bar = element("div", "bar");
  view.count = element("span", "count");
  view.saving = element("span", "saving");
  view.arrived = button("arrived", "", "", () => more(view));
  const goesOn = element("label", "goes-on");
  view.switch = element("input");
  view.switch.type = "checkbox";
  view.switch.onchange = () => {
    view.goesOn = view.switch.checked;
    remember(`${view.account}.goes-on`, view.goesOn);
    view.root.focus({ preventScroll: true });
  };
  goesOn.append(view.switch, "Go on after a verdict");
  view.gridButton = button("", "Grid", "G", () => turn(view));
  view.keysButton = button("", "Keys", "?", () => keys(view));
  bar.append(view.count, view.arrived, view.saving, goesOn, view.gridButton, view.keysButton);
  view.keys = keyList();
  view.problem = element("p", "problem");
  view.problem.setAttribute("role", "alert");
  view.status = element("p", "unseen");
  view.status.setAttribute("role", "status");
  view.body = element("div", "body");
  view.stages = element("div", "stages");
  view.champ = pane(view, "champion");
  view.current = pane(view, "current");
  view.stages.append(view.champ.box, view.current.box);
  view.tiles = element("div", "tiles");
  view.tiles.setAttribute("role", "listbox");
  view.tiles.setAttribute("aria-multiselectable", "true");
  view.tiles.setAttribute("aria-label", "Pieces in this part of the queue");
  view.strip = element("div", "strip");
  view.strip.setAttribute("role", "group");
  view.strip.setAttribute("aria-label", "The next pieces");
  view.body.append(view.stages, view.tiles, side(view), view.strip);
  root.append(bar, view.keys, view.problem, view.body, view.status);
}

function keyList() {
  const list = element("dl", "keys");
  list.hidden = true;
  for (const [key, does] of KEYS) {
    const row = element("div");
    const term = element("dt");
    term.append(element("kbd", "", key));
    row.append(term, element("dd", "", does));
    list.append(row);
  }
  return list;
}

// The right-hand side: what it is, what one thinks of it, and every key as a button.
function side(view) {
  const box = element("div", "side");
  view.title = element("h2", "title");
  view.by = element("p", "by");
  view.facts = element("p", "facts");
  view.badges = element("p", "badges");
  view.reasons = element("div", "reasons");
  const head = element("div", "head");
  head.append(view.title, view.by, view.facts, view.badges, view.reasons);
  view.choices = element("div", "choices");
  for (const [choice, word, key] of [["reject", "Reject", "X"], ["maybe", "Maybe", "M"], ["pick", "Pick", "P"]]) {
    const made = button(choice, word, key, () => choose(view, choice));
    made.prepend(element("span", "shape", SHAPES[choice]));
    made.firstChild.setAttribute("aria-hidden", "true");
    made.dataset.choice = choice;
    view.choices.append(made);
  }
  view.stars = element("div", "stars");
  view.stars.setAttribute("role", "group");
  view.stars.setAttribute("aria-label", "Stars");
  for (let star = 1; star <= 5; star += 1) {
    const made = button("star", "★", "", () => rate(view, star === opinion(view).stars ? 0 : star));
    made.setAttribute("aria-label", `${star} star${star > 1 ? "s" : ""}`);
    view.stars.append(made);
  }
  const ways = element("div", "ways");
  view.back = button("", "Previous", "←", () => go(view, view.at - 1));
  view.pass = button("", "Next", "→", () => (view.grid ? passChosen(view) : pass(view)));
  view.earlier = button("", "Earlier", "", () => settle(view, Math.max(0, view.at - BLOCK), false));
  view.later = button("", "Later", "", () => settle(view, Math.min(view.data.ids.length - 1, view.at + BLOCK), false));
  view.list = button("", "Shortlist", "S", () => shortlist(view));
  view.undo = button("", "Undo", "U", () => takeBack(view));
  view.keep = button("wide", "Keep as champion", "C", () => keepChampion(view));
  view.wins = button("wide", "Challenger wins", "W", () => challengerWins(view));
  view.pickChampion = button("wide", "Pick the champion", "", () => choose(view, "pick", [view.champion]));
  ways.append(view.earlier, view.later, view.back, view.pass, view.list, view.undo, view.keep, view.wins, view.pickChampion);
  view.part = element("div", "part");
  view.partText = element("span", "mono");
  view.begins = button("", "In", "I", () => mark(view, "in_ms"));
  view.ends = button("", "Out", "O", () => mark(view, "out_ms"));
  view.clear = button("", "✕", "", () => setPart(view, null, null));
  view.clear.setAttribute("aria-label", "Use all of it");
  view.part.append(view.partText, view.begins, view.ends, view.clear);
  const noteLabel = element("label", "note");
  view.note = element("textarea");
  view.note.rows = 2;
  view.note.maxLength = 2000;
  view.note.placeholder = "Why, where to trim, whom to ask";
  view.note.onchange = () => note(view);
  noteLabel.append(element("span", "quiet", "Note"), view.note);
  box.append(head, view.choices, view.stars, ways, view.part, noteLabel);
  view.side = box;
  return box;
}

// --- what the server says ---

function take(view) {
  const { data } = view;
  if (view.account !== data.account) become(view);
  for (const card of data.cards) {
    view.cards.set(card.id, card);
    view.verdicts.set(card.id, { ...card.verdict });
  }
  for (const gesture of view.pending) apply(view, gesture);
  if (view.queue === data.queue) {
    const here = data.ids.indexOf(view.open);
    view.at = here >= 0 ? here : Math.min(view.at, data.ids.length - 1);
  } else {
    view.queue = data.queue;
    view.at = data.at;
    view.champion = null;
    view.chosen.clear();
  }
  view.open = data.ids[view.at];
}

// Somebody else acts from now on: nothing of one person is sent as another's.
function become(view) {
  clearTimeout(view.timer);
  Object.assign(view, { account: view.data.account, queue: null, sent: 0, tries: 0, due: 0, lost: false, done: [] });
  view.cards.clear();
  view.verdicts.clear();
  view.pending = kept(view);
  view.goesOn = view.switch.checked = recall(`${view.account}.goes-on`) !== false;
}

function opinion(view, id = view.open) {
  return view.verdicts.get(id) ?? { choice: "", stars: 0, in_ms: null, out_ms: null, note: "", seen: false, picked: false };
}

function judged(verdict) {
  return Boolean(verdict.choice || verdict.stars);
}

// What a verdict is about: what is chosen in the grid, else the piece that is open.
function targets(view) {
  const chosen = view.grid ? view.data.ids.filter((id) => view.chosen.has(id) && view.cards.has(id)) : [];
  return chosen.length ? chosen : view.cards.has(view.open) ? [view.open] : [];
}
