// The rundown as a table: choose a line, and move it by dragging or with Alt and the arrow keys.
// All text is set as text, never as markup: titles come from strangers.

const ICONS = {
  video: "movie", music: "music_note", vocals: "mic", sound: "graphic_eq", illustration: "palette",
  photo: "photo_camera", text: "notes", slate: "title", host: "record_voice_over", roll: "groups",
  break: "pause_circle", piece: "movie",
};
const ANSWER_MS = 8000; // a move whose answer was lost with the connection is not waited for any longer
const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? open(parentElement);
  view.data = data;
  view.send = setTriggerValue;
  const answered = view.sent && data.heard === view.sent;
  if (answered) view.sent = 0;
  draw(view);
  if (answered) say(view);
  if (view.owed) nudge(view, view.owed.item, 0);
  return () => views.delete(parentElement);
}

function open(parentElement) {
  const root = element("div", "rundown");
  const scroller = element("div", "scroller");
  const status = element("p", "unseen");
  status.setAttribute("role", "status");
  root.append(scroller, status);
  parentElement.append(root);
  const view = { root, scroller, status, pictures: new Map(), drop: null, sent: 0 };
  views.set(parentElement, view);
  root.onclick = (event) => choose(view, event);
  root.onkeydown = (event) => press(view, event);
  root.ondragstart = (event) => lift(view, event);
  root.ondragover = (event) => hover(view, event);
  root.ondragleave = (event) => { if (!root.contains(event.relatedTarget)) unmark(view); };
  root.ondrop = (event) => put(view, event);
  root.ondragend = () => unmark(view);
  return view;
}

function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

function draw(view) {
  const focused = view.root.getRootNode().activeElement?.dataset?.item;
  const top = view.scroller.scrollTop;
  const table = element("table");
  table.append(element("caption", "unseen", view.data.caption), head());
  for (const act of view.data.acts) table.append(drawAct(view, act));
  view.scroller.replaceChildren(table);
  view.scroller.scrollTop = top;
  const chosen = view.root.querySelector("[aria-current=true] .name");
  (chosen ?? view.root.querySelector(".name"))?.setAttribute("tabindex", "0");
  if (focused) view.root.querySelector(`.name[data-item="${focused}"]`)?.focus({ preventScroll: true });
  if (view.data.chosen !== view.shown) chosen?.closest("tr").scrollIntoView({ block: "nearest" });
  view.shown = view.data.chosen;
}

function head() {
  const section = element("thead");
  const row = element("tr");
  for (const [name, ...texts] of [["picture", "Picture"], ["line", "Line"], ["times", "Start", "Back-time"], ["length", "Length"]]) {
    const cell = element("th", name);
    cell.scope = "col";
    cell.append(...texts.map((text) => element("div", name === "picture" ? "unseen" : "", text)));
    row.append(cell);
  }
  section.append(row);
  return section;
}

function drawAct(view, act) {
  const body = element("tbody");
  body.dataset.act = act.id;
  const row = element("tr", "act");
  const title = element("th", "line");
  title.scope = "rowgroup";
  title.colSpan = 2;
  title.append(element("span", "title", act.title));
  const sums = element("td", "sums");
  sums.colSpan = 2;
  const filled = element("span", "sum");
  filled.append(element("span", "mono", act.filled));
  sums.append(filled);
  if (act.budget) {
    filled.append(element("span", "quiet", ` of ${act.budget}`));
    const over = element("span", `sum ${act.state}`);
    over.append(element("span", "mono", act.over), ` ${act.word}`);
    sums.append(" ", over);
  }
  row.append(title, sums);
  body.append(row);
  for (const item of act.items) body.append(drawItem(view, item));
  if (!act.items.length) {
    const empty = element("tr", "empty");
    const cell = element("td", "quiet", "Nothing in this act yet.");
    cell.colSpan = 4;
    empty.append(cell);
    body.append(empty);
  }
  return body;
}

function drawItem(view, item) {
  const row = element("tr", `item ${item.kind}${item.floated ? " floated" : ""}`);
  row.dataset.item = item.id;
  row.draggable = view.data.may_edit;
  if (item.id === view.data.chosen) row.setAttribute("aria-current", "true");
  const length = element("td", "length");
  length.append(element("span", "mono", item.length));
  if (item.origin) length.append(element("span", "quiet origin", item.origin));
  const times = element("td", "times");
  times.append(element("div", "mono", item.start), element("div", "mono quiet", item.back));
  row.append(picture(view, item), line(item), times, length);
  return row;
}

function picture(view, item) {
  const cell = element("td", "picture");
  if (!item.poster) {
    const icon = element("span", "icon", ICONS[item.icon] ?? "movie");
    icon.setAttribute("aria-hidden", "true");
    cell.append(icon);
    return cell;
  }
  const key = `${item.id} ${item.poster}`;
  if (!view.pictures.has(key)) {
    const image = element("img");
    image.src = item.poster;
    image.alt = "";
    image.draggable = false;
    view.pictures.set(key, image);
  }
  cell.append(view.pictures.get(key));
  return cell;
}

function line(item) {
  const cell = element("td", "line");
  const name = element("button", "name", item.title);
  name.type = "button";
  name.tabIndex = -1;
  name.dataset.item = item.id;
  cell.append(name);
  if (item.floated) cell.append(element("span", "tag", "Float"));
  cell.append(element("div", "quiet", item.by), element("div", "quiet mono narrow", `start ${item.start}`), element("div", "quiet mono narrow", `back  ${item.back}`));
  for (const note of item.notes) cell.append(element("div", `note ${note.state}`, note.text));
  return cell;
}

function itemOf(event) {
  return event.target.closest?.("tr.item")?.dataset.item;
}

function choose(view, event) {
  const item = itemOf(event);
  if (!item) return;
  for (const row of view.root.querySelectorAll("tr.item")) row.toggleAttribute("aria-current", false);
  event.target.closest("tr.item").setAttribute("aria-current", "true");
  view.send("chosen", Number(item));
}

function press(view, event) {
  const here = event.target.dataset?.item;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!here || (!step && event.key !== "Home" && event.key !== "End")) return;
  event.preventDefault();
  event.stopPropagation(); // Streamlit listens for keys on the whole page
  if (event.altKey) {
    if (step && view.data.may_edit) nudge(view, Number(here), step);
    return;
  }
  const names = [...view.root.querySelectorAll(".name")];
  const at = event.key === "Home" ? 0 : event.key === "End" ? names.length - 1 : names.indexOf(event.target) + step;
  names[at]?.focus();
}

// One move is under way until the data say that it was heard; what is pressed meanwhile is added up and follows.
function nudge(view, item, by) {
  if (view.owed && view.owed.item !== item) view.owed = null;
  const owed = { item, by: (view.owed?.by ?? 0) + by };
  view.owed = owed.by ? owed : null;
  if (!view.owed || view.sent) return;
  view.owed = null;
  sendMove(view, owed);
}

function sendMove(view, move) {
  const sent = Date.now();
  view.sent = sent;
  view.said = move.item;
  setTimeout(() => { if (view.sent === sent) view.sent = 0; }, ANSWER_MS);
  view.send("moved", { ...move, sent });
}

function say(view) {
  for (const act of view.data.acts) {
    act.items.forEach((item, at) => {
      if (item.id === view.said) view.status.textContent = `${item.title} is now line ${at + 1} of ${act.title}.`;
    });
  }
}

function lift(view, event) {
  view.dragged = itemOf(event);
  if (!view.dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
}

// Where it would land: before or after the line under the pointer, or first in the act under it.
function hover(view, event) {
  const body = event.target.closest?.("tbody");
  if (!view.dragged || !body) return;
  event.preventDefault();
  unmark(view);
  const row = event.target.closest("tr");
  const rows = [...body.querySelectorAll("tr.item")];
  const box = row.getBoundingClientRect();
  const at = rows.indexOf(row);
  const after = at < 0 || event.clientY > box.top + box.height / 2;
  row.classList.add(after ? "drop-after" : "drop-before");
  const before = rows.slice(0, at < 0 ? 0 : at + after).filter((other) => other.dataset.item !== view.dragged);
  view.drop = { item: Number(view.dragged), act: Number(body.dataset.act), position: before.length };
}

function put(view, event) {
  event.preventDefault();
  const drop = view.drop;
  unmark(view);
  view.dragged = null;
  if (drop) sendMove(view, drop);
}

function unmark(view) {
  view.drop = null;
  for (const row of view.root.querySelectorAll(".drop-before, .drop-after")) row.classList.remove("drop-before", "drop-after");
}
