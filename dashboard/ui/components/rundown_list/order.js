// The order of the lines: the server's, with what was asked since laid over it. Pure: values in, values out.

// The acts as they will be once everything that waits is saved. Times stay the server's until it answers.
export function arranged(acts, commands) {
  const made = acts.map((act) => ({ ...act, items: [...act.items] }));
  for (const command of commands) lay(made, command);
  return made;
}

function lay(acts, command) {
  const { name, ids = [] } = command;
  if (name === "move") move(acts, command);
  else if (name === "remove") for (const act of acts) act.items = act.items.filter((item) => !ids.includes(item.id));
  else if (name === "float") change(acts, ids, { floated: command.on });
  else if (name === "lock") change(acts, ids, { locked: command.on });
  else if (name === "rename") change(acts, [command.item], { title: command.text });
  else if (name === "note") change(acts, [command.item], { note: command.text });
  else if (name === "retime") change(acts, [command.item], retimed(command.text));
  else change(acts, [command.item], {});
}

// What a length will be is for the server to say; what was typed stands there until then.
function retimed(text) {
  return text ? { length: text, by_hand: true } : { by_hand: false };
}

function change(acts, ids, values) {
  for (const act of acts) {
    act.items = act.items.map((item) => (ids.includes(item.id) ? { ...item, ...values, waits: true } : item));
  }
}

function move(acts, { ids, act: actId, after }) {
  const target = acts.find((act) => act.id === actId);
  const found = new Map(acts.flatMap((act) => act.items).map((item) => [item.id, item]));
  const moved = ids.filter((id) => found.has(id)).map((id) => ({ ...found.get(id), waits: true }));
  if (!target || !moved.length) return;
  for (const act of acts) act.items = act.items.filter((item) => !ids.includes(item.id));
  const elder = target.items.findIndex((item) => item.id === after);
  target.items.splice(elder + 1, 0, ...moved);
}

export function places(acts) {
  return acts.flatMap((act) => act.items.map((item, at) => ({ act, item, at })));
}

export function placeOf(acts, id) {
  return places(acts).find((place) => place.item.id === id);
}

// The same ids in the order in which they stand.
export function inOrder(acts, ids) {
  const wanted = new Set(ids);
  return places(acts).map((place) => place.item.id).filter((id) => wanted.has(id));
}

// Where lines go together that move so many steps down (up if negative), over the edges of acts; null if they stay.
export function stepped(acts, ids, by) {
  const first = placeOf(acts, ids[0]);
  if (!first) return null;
  const rest = acts.map((act) => act.items.filter((item) => !ids.includes(item.id)));
  let act = acts.indexOf(first.act);
  let at = first.act.items.slice(0, first.at).filter((item) => !ids.includes(item.id)).length;
  for (let step = Math.abs(by); step > 0; step -= 1) {
    at += Math.sign(by);
    if (at < 0 && act > 0) [act, at] = [act - 1, rest[act - 1].length];
    else if (at > rest[act].length && act < acts.length - 1) [act, at] = [act + 1, 0];
  }
  return stand(acts, ids, act, Math.min(Math.max(at, 0), rest[act].length));
}

// First of the first act, or last of the last.
export function ended(acts, ids, first) {
  const act = first ? 0 : acts.length - 1;
  const rest = acts[act].items.filter((item) => !ids.includes(item.id));
  return stand(acts, ids, act, first ? 0 : rest.length);
}

function stand(acts, ids, act, at) {
  const rest = acts[act].items.filter((item) => !ids.includes(item.id));
  const target = { act: acts[act].id, after: at > 0 ? rest[at - 1].id : null };
  const same = moves(acts, { ids, ...target });
  return same ? target : null;
}

// Whether a move changes anything.
export function moves(acts, command) {
  const was = places(acts).map((place) => `${place.act.id} ${place.item.id}`);
  const copy = acts.map((act) => ({ ...act, items: [...act.items] }));
  move(copy, command);
  return places(copy).some((place, at) => `${place.act.id} ${place.item.id}` !== was[at]);
}
