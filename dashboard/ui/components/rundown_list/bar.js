// What is always in sight above the list: the running time, whether all is saved, and what can be done with a line.

import { button, element, retext } from "./element.js";
import { dismiss } from "./saving.js";

const TOOLS = [
  ["undo", "Undo", "undo"], ["redo", "Redo", "redo"], null,
  ["up", "Move up", "arrow_upward"], ["down", "Move down", "arrow_downward"], null,
  ["float", "Float", "cloud"], ["lock", "Lock", "lock"], ["note", "Note", "sticky_note_2"],
  ["hard", "Hard start", "push_pin"], ["split", "Split", "content_cut"], ["remove", "Remove", "delete"],
];
const KEYS = "Enter opens the line. Space takes hold of it; the arrow keys, Home and End then move it, Space puts it " +
  "down and Escape puts it back. Alt with the arrow keys moves it by one. Shift or Control with a click or the " +
  "arrow keys selects several.";

export function buildBar(view) {
  const bar = element("div", "bar");
  const clock = element("div", "clock");
  view.trt = element("span", "mono trt");
  view.target = element("span", "quiet");
  view.over = element("span", "over-under");
  clock.append(element("span", "quiet", "TRT"), view.trt, view.target, view.over);
  view.saving = element("span", "saving");
  bar.append(clock, view.saving);
  const tools = element("div", "tools");
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", "What to do with the chosen lines");
  view.tools = {};
  for (const tool of TOOLS) {
    if (!tool) {
      tools.append(element("span", "gap-between"));
      continue;
    }
    const [name, words, sign] = tool;
    view.tools[name] = button("tool", words, { sign });
    view.tools[name].dataset.tool = name;
    tools.append(view.tools[name]);
  }
  view.clear = button("plain clear", "Clear the selection", { sign: "close", shown: " " });
  view.clear.dataset.tool = "clear";
  tools.append(view.clear);
  view.toolbar = tools;
  view.problems = element("ul", "problems");
  view.problems.setAttribute("role", "list");
  view.problems.setAttribute("aria-label", "Changes that could not be made");
  view.status = element("p", "unseen");
  view.status.setAttribute("role", "status");
  const keys = element("p", "unseen", KEYS);
  keys.id = "keys";
  view.top = element("div", "top");
  view.top.append(bar, tools, view.problems);
  return [view.top, view.status, keys];
}

export function drawBar(view) {
  const { head, may_edit: mayEdit, undo, redo } = view.data;
  retext(view.trt, head.trt);
  retext(view.target, `of ${head.target}`);
  retext(view.over, `${head.over} ${head.word}`);
  view.over.className = `over-under ${head.state}`;
  view.toolbar.hidden = view.saving.hidden = !mayEdit;
  offer(view.tools.undo, undo, "Undo");
  offer(view.tools.redo, redo, "Redo");
  drawSelection(view);
  drawProblems(view);
}

function offer(tool, said, word) {
  tool.disabled = !said;
  tool.title = said ? `${word}: ${said}` : `Nothing of yours to ${word.toLowerCase()}`;
  tool.setAttribute("aria-label", said ? `${word}: ${said}` : word);
}

// The tools act on what is selected, else on the line that one is at.
export function drawSelection(view) {
  const targets = view.targets();
  const count = view.selection.size;
  retext(view.clear.querySelector(".label"), `${count} selected`);
  view.clear.setAttribute("aria-label", `${count} selected: clear`);
  view.clear.hidden = !count;
  const items = view.acts.flatMap((act) => act.items).filter((item) => targets.includes(item.id));
  const held = items.some((item) => item.locked);
  turn(view.tools.float, items.length && items.every((item) => item.floated), "Float", "Bring back");
  turn(view.tools.lock, items.length && items.every((item) => item.locked), "Lock", "Unlock");
  for (const name of ["up", "down", "float", "remove"]) view.tools[name].disabled = !items.length || held;
  for (const name of ["note", "hard", "split"]) view.tools[name].disabled = items.length !== 1 || held;
  view.tools.lock.disabled = !items.length;
}

function turn(tool, on, word, back) {
  tool.classList.toggle("on", Boolean(on));
  tool.title = on ? back : word;
  tool.setAttribute("aria-label", on ? back : word);
}

function drawProblems(view) {
  const shown = view.refused.map((one) => one.key).join();
  if (view.problems.dataset.shown === shown) return;
  view.problems.dataset.shown = shown;
  view.problems.replaceChildren(...view.refused.map((one) => {
    const row = element("li", "problem");
    const words = element("span", "", `${one.what ? `${one.what}: ` : ""}${one.said}`);
    words.setAttribute("role", "alert");
    const away = button("plain", `Dismiss: ${one.said}`, { shown: "Dismiss" });
    away.onclick = () => {
      dismiss(view, one.key);
      view.draw();
      view.rows.get(view.current)?.querySelector(".name")?.focus();
    };
    row.append(words, away);
    return row;
  }));
}
