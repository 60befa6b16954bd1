// Editing in place: Enter saves, Escape leaves it. What is refused stays, with the reason below it.

import { button, element } from "./element.js";
import { placeOf } from "./order.js";
import { ask } from "./saving.js";

// For each part of a line: its label, what stands in the fields, and the command that saves them.
const FIELDS = {
  name: (item) => ({ fields: [["Name", item.title]], command: ([text]) => ({ name: "rename", text, seen: item.title }) }),
  note: (item) => ({ fields: [["Note", item.note]], wide: true,
    command: ([text]) => ({ name: "note", text, seen: item.note }) }),
  length: (item) => ({ fields: [["Length", item.length_frames === null ? "" : item.length, "m:ss"]],
    hint: item.natural ? `Empty for its own ${item.natural}` : "",
    command: ([text]) => ({ name: "retime", text, seen: item.length_frames }) }),
  hard: (item) => ({ fields: [["Must start at", item.hard, "00:10:00:00"]], hint: "Empty to follow on",
    command: ([text]) => ({ name: "hard_start", text, seen: item.hard_frames }) }),
  trim: (item) => ({ fields: [["In", item.trim.in, "m:ss"], ["Out", item.trim.out, "m:ss"]],
    command: ([first, last]) => ({ name: "trim", layer: item.trim.layer, in: first, out: last, seen: item.trim.frames }) }),
  split: () => ({ fields: [["Split after", "", "m:ss"]], command: ([text]) => ({ name: "split", at: text }) }),
};

export function openEditor(view, id, part) {
  const place = placeOf(view.acts, id);
  if (!place || !view.data.may_edit || (part === "trim" && !place.item.trim)) return;
  if (place.item.locked) {
    view.say(`${place.item.title} is locked; unlock the line first.`);
    return;
  }
  closeEditor(view, false);
  const row = view.rows.get(id);
  const { fields, hint = "", wide = false, command } = FIELDS[part](place.item);
  const box = element("form", `editor${wide ? " wide" : ""}`);
  box.noValidate = true;
  const inputs = fields.map(([label, value, example]) => input(box, label, value, example));
  const save = button("plain primary", "Save", { shown: "Save" });
  save.type = "submit";
  const leave = button("plain", "Cancel", { shown: "Cancel" });
  const why = element("p", "why");
  why.id = "why";
  why.setAttribute("role", "alert");
  if (hint) box.append(element("span", "quiet hint", hint));
  box.append(save, leave, why);
  view.editor = { item: id, part, box, inputs, why, command, key: "", refused: null, was: inputs.map((one) => one.value) };
  box.onsubmit = (event) => {
    event.preventDefault();
    submit(view);
  };
  leave.onclick = () => closeEditor(view);
  row.append(box);
  inputs[0].focus();
  inputs[0].select();
  row.scrollIntoView({ block: "nearest" });
}

function input(box, label, value, example = "") {
  const wrap = element("label", "entry");
  const made = element("input");
  made.type = "text";
  made.value = value ?? "";
  made.placeholder = example;
  made.autocomplete = "off";
  made.spellcheck = false;
  wrap.append(element("span", "", label), made);
  box.append(wrap);
  return made;
}

function submit(view) {
  const editor = view.editor;
  if (editor.key) return;
  const values = editor.inputs.map((one) => one.value.trim());
  if (values.every((value, at) => value === editor.was[at].trim()) && !editor.why.textContent) {
    closeEditor(view);
    return;
  }
  const { item } = placeOf(view.acts, editor.item);
  // Whoever saves the same again after a refusal has seen what stands there now.
  const again = editor.refused === values.join("\n") && (editor.part !== "trim" || item.trim);
  const command = again ? FIELDS[editor.part](item).command(values) : editor.command(values);
  // What waits to be saved has changed the line already: only the server knows what it says by then.
  if (item.waits) delete command.seen;
  for (const one of editor.inputs) one.readOnly = true;
  editor.box.classList.add("sent");
  const what = `${editor.part === "name" ? "Rename" : "Change"} “${item.title}” to “${values.join("–")}”`;
  editor.key = ask(view, { ...command, item: editor.item, what });
}

// True when the answer was for the editor that is open.
export function answerEditor(view, key, ok, said) {
  const editor = view.editor;
  if (editor?.key !== key) return false;
  editor.key = "";
  editor.refused = ok ? "" : editor.inputs.map((one) => one.value.trim()).join("\n");
  if (ok) {
    closeEditor(view);
    if (said) view.say(said);
    return true;
  }
  for (const one of editor.inputs) {
    one.readOnly = false;
    one.setAttribute("aria-invalid", "true");
    one.setAttribute("aria-describedby", "why");
  }
  editor.box.classList.remove("sent");
  editor.why.textContent = said;
  return true;
}

// The focus goes back to where the editor was opened, if it was in the editor.
export function closeEditor(view, back = true) {
  const editor = view.editor;
  if (!editor) return;
  view.editor = null;
  const inside = editor.box.contains(view.active());
  editor.box.remove();
  if (!inside || !back) return;
  const row = view.rows.get(editor.item);
  (row?.querySelector(`[data-part="${editor.part}"]`) ?? row?.querySelector(".name"))?.focus({ preventScroll: true });
}
