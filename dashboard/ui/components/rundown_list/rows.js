// One line of the list.

import { button, element, icon } from "./element.js";

const SIGNS = {
  video: "movie", music: "music_note", vocals: "mic", sound: "graphic_eq", illustration: "palette",
  photo: "photo_camera", text: "notes", project: "folder_open", slate: "title", host: "record_voice_over",
  roll: "groups", break: "pause_circle", piece: "movie",
};

// The row of an item: made once, filled again only when what it shows has changed.
export function dressRow(view, row, item) {
  const looks = JSON.stringify([item, view.data.may_edit]);
  if (row.looks === looks) return;
  row.looks = looks;
  row.className = ["item", item.kind, item.floated && "floated", item.locked && "locked", item.waits && "waits"]
    .filter(Boolean).join(" ");
  const cells = element("div", "cells");
  if (view.data.may_edit) cells.append(picker(item), grip(item));
  cells.append(picture(view, item), line(view, item), times(view, item), length(view, item));
  const editor = row.querySelector(".editor");
  row.replaceChildren(cells, ...(editor ? [editor] : []));
}

function picker(item) {
  const label = element("label", "pick");
  const box = element("input");
  box.type = "checkbox";
  box.dataset.part = "pick";
  box.setAttribute("aria-label", `Select ${item.title}`);
  label.append(box);
  return label;
}

function grip(item) {
  const made = button("grip", `Move ${item.title}`, { part: "grip", sign: item.locked ? "lock" : "drag_indicator" });
  made.title = item.locked ? "Locked: unlock it to move it" : "Drag, or press Space and move with the arrow keys";
  return made;
}

function picture(view, item) {
  const box = element("div", "picture");
  if (!item.poster) {
    box.append(icon(SIGNS[item.icon] ?? "movie"));
    return box;
  }
  if (!view.pictures.has(item.poster)) {
    const image = element("img");
    image.src = item.poster;
    image.alt = "";
    image.draggable = false;
    image.decoding = "async";
    view.pictures.set(item.poster, image);
  }
  const image = view.pictures.get(item.poster);
  box.append(image.isConnected && !box.contains(image) ? image.cloneNode() : image);
  return box;
}

function line(view, item) {
  const cell = element("div", "line");
  const head = element("div", "head");
  const name = button("name", item.title, { part: "name", shown: item.title });
  name.setAttribute("aria-describedby", "keys");
  head.append(name);
  if (item.floated) head.append(tag("Float", "Kept in its place without time, credit or pay"));
  if (item.locked) head.append(tag("Locked", "Held as it is until somebody unlocks it"));
  cell.append(head, element("div", "quiet by", item.by), facts(view, item));
  for (const note of item.notes) cell.append(element("div", `trouble ${note.state}`, note.text));
  if (item.note) cell.append(noted(view, item));
  return cell;
}

function tag(text, meaning) {
  const made = element("span", "tag", text);
  made.title = meaning;
  return made;
}

// What there is to know in a few words: clearance, technical state, the part that is used.
function facts(view, item) {
  const box = element("div", "facts");
  for (const badge of item.badges) {
    const made = element("span", `badge ${badge.colour}`, `${badge.shape} ${badge.word}`);
    if (badge.text) made.title = badge.text;
    box.append(made);
  }
  if (item.trim) {
    const { words } = item.trim;
    box.append(field(view, "trim", words, `In and out of ${item.title}: ${words}`, "mono used"));
  }
  const narrow = element("span", "narrow quiet mono", item.start);
  box.append(narrow);
  return box;
}

function noted(view, item) {
  const made = field(view, "note", item.note, `Note on ${item.title}: ${item.note}`, "note");
  made.prepend(icon("sticky_note_2"));
  return made;
}

// What may be edited in place is a button; for those who only look it is plain text.
function field(view, part, text, spoken, name) {
  if (!view.data.may_edit) return element("span", name, text);
  return button(`field ${name}`, spoken, { part, shown: text });
}

function times(view, item) {
  const cell = element("div", "times");
  const start = element("div", "mono", item.start);
  start.prepend(element("span", "unseen", "Start "));
  const back = element("div", "mono quiet", item.back);
  back.prepend(element("span", "unseen", "Back-time "));
  cell.append(start, back);
  if (item.hard) {
    const hard = field(view, "hard", `at ${item.hard}`, `at ${item.hard}, hard start of ${item.title}`, "mono hard");
    hard.prepend(icon("push_pin"));
    cell.append(hard);
  }
  if (item.gap) cell.append(element("div", `gap ${item.gap.state}`, `${item.gap.text} ${item.gap.word}`));
  return cell;
}

function length(view, item) {
  const cell = element("div", "length");
  if (item.by_hand && view.data.may_edit) cell.append(reset(item));
  const hand = item.by_hand ? " hand" : "";
  cell.append(field(view, "length", item.length, `Length of ${item.title}: ${item.length}`, `mono${hand}`));
  if (item.by_hand) cell.append(element("span", "quiet origin", `by hand ${item.over}`.trim()));
  return cell;
}

function reset(item) {
  const own = item.natural ? ` to its own ${item.natural}` : "";
  return button("reset", `Reset the length of ${item.title}${own}`, { part: "reset", sign: "restart_alt" });
}
