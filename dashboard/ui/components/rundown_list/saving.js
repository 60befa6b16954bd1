// Saving: one message under way, the rest waits its turn; what is not acknowledged is sent again with the same key.

import { retext } from "./element.js";

const ANSWER_MS = 4000;
const LONGEST_WAIT_MS = 12000;
const RETRY_MS = 1000;
const MOST_AT_ONCE = 50;

export function newKey() {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${random[0].toString(36)}${random[1].toString(36)}`;
}

// A command is laid over the order at once and put in line. `what` is how it is spoken of if it is refused.
export function ask(view, command) {
  const made = { key: newKey(), ...command };
  const last = view.pending.at(-1);
  const joined = joins(last, made) ? view.pending.pop() : null;
  view.pending.push(made);
  keep(view, "pending", (all) => [...all.filter((one) => one.key !== joined?.key), made]);
  view.draw();
  soon(view);
  return made.key;
}

// Nudges of the same lines that nobody has sent yet become one move. It gets a key of its own: another tab may have
// found the older one in this browser's store.
function joins(last, made) {
  const same = last && !last.tried && last.name === "move" && made.name === "move";
  return same && last.ids.join() === made.ids.join();
}

export function choose(view, id) {
  view.wanted = id;
  soon(view);
}

function soon(view) {
  if (view.sent || view.lost) return;
  clearTimeout(view.timer);
  view.timer = setTimeout(() => flush(view), 0);
}

export function flush(view) {
  clearTimeout(view.timer);
  if (view.closed || view.sent || !(view.pending.length || view.wanted)) return;
  const batch = view.pending.slice(0, MOST_AT_ONCE);
  for (const command of batch) command.tried = true;
  view.sent = newKey();
  view.chosen = view.wanted;
  view.tries += 1;
  view.timer = setTimeout(() => unanswered(view), Math.min(ANSWER_MS * view.tries, LONGEST_WAIT_MS));
  showSaving(view);
  const { episode } = view.data;
  try {
    view.send("sent", { mark: view.sent, episode, chosen: view.wanted ?? null, commands: batch.map(wire) });
  } catch {
    unanswered(view);
  }
}

function wire({ tried, what, ...command }) {
  return command;
}

// Nobody answered: the connection is gone, or slow. The same keys go again and count once.
function unanswered(view) {
  clearTimeout(view.timer);
  view.sent = "";
  view.lost = view.pending.length > 0;
  if (view.lost) view.giveUpEditor();
  showSaving(view);
  view.timer = setTimeout(() => flush(view), RETRY_MS);
}

// What the server says on each of its runs. A run of another session means that the answer will not come any more.
export function heard(view) {
  const { data } = view;
  const answers = new Map(data.acks.map((ack) => [ack.key, ack]));
  settle(view, view.pending.filter((command) => answers.has(command.key)), answers);
  const another = view.session && view.session !== data.session;
  view.session = data.session;
  if (view.sent && data.heard === view.sent) {
    clearTimeout(view.timer);
    if (view.wanted === view.chosen) view.wanted = null;
    view.sent = "";
    view.tries = 0;
    view.lost = false;
  } else if (view.sent && another) {
    view.sent = "";
  }
  if (!view.sent && (view.pending.length || view.wanted)) {
    clearTimeout(view.timer);
    view.timer = setTimeout(() => flush(view), view.lost ? RETRY_MS / 4 : 0);
  }
  showSaving(view);
}

function settle(view, settled, answers) {
  if (!settled.length) return;
  const keys = new Set(settled.map((command) => command.key));
  view.pending = view.pending.filter((command) => !keys.has(command.key));
  keep(view, "pending", (all) => all.filter((command) => !keys.has(command.key)));
  for (const command of settled) {
    const { ok, said } = answers.get(command.key);
    if (view.answerEditor(command.key, ok, said)) continue;
    if (!ok) refuse(view, { key: command.key, what: command.what, said });
    else if (said) view.say(said);
  }
}

function refuse(view, one) {
  view.refused = [...view.refused.filter((other) => other.key !== one.key), one];
  keep(view, "refused", (all) => [...all.filter((other) => other.key !== one.key), one]);
}

export function dismiss(view, key) {
  view.refused = view.refused.filter((one) => one.key !== key);
  keep(view, "refused", (all) => all.filter((one) => one.key !== key));
}

export function showSaving(view) {
  const waits = view.pending.length;
  const state = view.lost && waits ? "lost" : waits ? "waits" : "saved";
  const changes = `${waits} ${waits === 1 ? "change" : "changes"}`;
  const words = { lost: `Not saved: ${changes} kept in this browser`, waits: "Saving…", saved: "Saved" };
  view.saving.dataset.state = state;
  view.saving.title = state === "lost" ? "They are sent when the connection is back." : "";
  retext(view.saving, words[state]);
  if (state === "lost") view.saving.setAttribute("role", "alert");
  else view.saving.removeAttribute("role");
}

// --- what the browser keeps for this episode and person until it is saved or dismissed ---

// After a reload nobody knows what had been sent, so nothing joins what is taken from the store.
export function restore(view) {
  view.pending = kept(view, "pending").filter((one) => one?.key && one.name).map((one) => ({ ...one, tried: true }));
  view.refused = kept(view, "refused").filter((one) => one?.key && one.said);
}

function storeName(view, part) {
  return `greenroom.rundown.${view.data.account}.${view.data.episode}.${part}`;
}

function kept(view, part) {
  try {
    const all = JSON.parse(localStorage.getItem(storeName(view, part)));
    return Array.isArray(all) ? all : [];
  } catch {
    return []; // a browser that keeps nothing, or a spoilt entry
  }
}

// Another tab of the same person keeps its own in the same place.
function keep(view, part, change) {
  try {
    const all = change(kept(view, part)).map(({ tried, ...one }) => one);
    if (all.length) localStorage.setItem(storeName(view, part), JSON.stringify(all));
    else localStorage.removeItem(storeName(view, part));
  } catch {
    // A browser that keeps nothing: what is not saved lives as long as the page.
  }
}
