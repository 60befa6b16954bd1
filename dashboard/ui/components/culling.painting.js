// --- painting ---

function paint(view) {
  const { data } = view;
  const card = view.cards.get(view.open);
  view.root.classList.toggle("in-grid", view.grid);
  view.root.classList.toggle("against", view.champion !== null && !view.grid);
  view.count.textContent = data.ids.length ? `${view.at + 1} of ${data.ids.length}` : "";
  paintMore(view);
  view.gridButton.setAttribute("aria-pressed", String(view.grid));
  if (view.grid) paintGrid(view);
  show(view, view.current, view.grid ? null : card);
  show(view, view.champ, view.grid || view.champion === null ? null : view.cards.get(view.champion));
  paintCard(view, card);
  paintVerdict(view);
  paintStrip(view);
  fetchAhead(view);
}

function paintMore(view) {
  const { arrived, more: waits } = view.data;
  const atEnd = view.at >= view.data.ids.length - 1;
  const words = arrived ? `${arrived} more came in: add ${arrived > 1 ? "them" : "it"}` : "Go on with the next ones";
  view.arrived.hidden = !(arrived || (waits && atEnd));
  view.arrived.firstChild.textContent = words;
}

function paintCard(view, card) {
  view.title.textContent = card ? card.title : "Loading";
  view.by.textContent = card?.by ?? "";
  view.facts.replaceChildren();
  view.badges.replaceChildren();
  view.reasons.replaceChildren();
  if (!card) return;
  view.facts.append([card.kind, card.length, card.posted].filter(Boolean).join(" · "));
  const link = element("a", "", "Its page");
  link.href = card.page;
  link.target = "_blank";
  link.rel = "noopener";
  link.setAttribute("aria-label", `Its page: ${card.title}, in a new tab`);
  view.facts.append(" · ", link);
  for (const badge of [card.clearance, ...card.technical]) view.badges.append(element("span", `badge ${badge.colour}`, `${badge.shape} ${badge.word}`));
  for (const text of [card.clearance.text, ...card.technical.map((badge) => badge.text)]) {
    if (text) view.reasons.append(element("p", "", text));
  }
  if (card.call) view.reasons.append(element("p", "quiet", `Answers “${card.call}”`));
}

function paintVerdict(view) {
  const pieces = targets(view);
  const all = (test) => pieces.length > 0 && pieces.every((id) => test(opinion(view, id)));
  for (const made of view.choices.children) {
    made.setAttribute("aria-pressed", String(all((said) => said.choice === made.dataset.choice)));
  }
  const stars = pieces.length ? Math.min(...pieces.map((id) => opinion(view, id).stars)) : 0;
  [...view.stars.children].forEach((made, at) => made.setAttribute("aria-pressed", String(at < stars)));
  const listed = all((said) => said.picked);
  view.list.setAttribute("aria-pressed", String(listed));
  view.list.firstChild.textContent = listed ? "Shortlisted" : "Shortlist";
  view.list.hidden = !view.data.may_shortlist;
  view.back.hidden = view.grid;
  view.earlier.hidden = view.later.hidden = !view.grid || view.data.ids.length <= BLOCK;
  view.pass.firstChild.textContent = view.grid ? (pieces.length > 1 ? `Pass these ${pieces.length}` : "Pass it") : "Next";
  view.pass.lastChild.hidden = view.grid;
  view.keep.hidden = view.grid;
  view.keep.firstChild.textContent = view.champion === null ? "Keep as champion" : "Let the champion go";
  view.wins.hidden = view.pickChampion.hidden = view.grid || view.champion === null;
  view.pickChampion.setAttribute("aria-pressed", String(view.champion !== null && opinion(view, view.champion).choice === "pick"));
  const card = view.cards.get(view.open);
  view.part.hidden = view.grid || !card?.duration_ms;
  view.partText.textContent = card?.duration_ms ? partText(view, view.open) : "";
  const said = opinion(view);
  view.clear.hidden = said.in_ms === null && said.out_ms === null;
  view.note.parentNode.hidden = view.grid;
  const writing = view.root.getRootNode().activeElement === view.note && view.noteOf === view.open;
  if (!writing) view.note.value = said.note;
  view.noteOf = view.open;
  paintBand(view, view.current);
  paintBand(view, view.champ);
  paintSaving(view);
}

function partText(view, id) {
  const { in_ms: begins, out_ms: ends } = opinion(view, id);
  if (begins === null && ends === null) return "Use all of it";
  const [first, last] = [begins ?? 0, ends ?? view.cards.get(id).duration_ms].map((ms) => clock(Math.round(ms / 1000) * 1000));
  return `Use ${first}–${last}`;
}

function verdictShape(said) {
  const stars = said.stars ? `★${said.stars}` : "";
  return [SHAPES[said.choice] ?? "", stars, said.picked ? "⚑" : ""].join("") || (said.seen ? "·" : "");
}

function verdictWords(said) {
  const words = [WORDS[said.choice], said.stars && `${said.stars} stars`, said.picked && "shortlisted"].filter(Boolean);
  return words.join(", ").toLowerCase() || (said.seen ? "passed" : "not judged yet");
}

// The same buttons are used again, so that a press neither fetches nor decodes a picture anew.
function paintStrip(view) {
  const { ids } = view.data;
  const first = Math.max(0, view.at - BEHIND);
  const frames = ids.slice(first, view.at + AHEAD + 1).map((id) => {
    const found = view.strip.querySelector(`[data-piece="${id}"]`);
    const made = found?.dataset.loaded || !view.cards.has(id) ? found ?? thumb(view, id) : thumb(view, id);
    dress(view, made, id);
    current(made, id === view.open);
    return made;
  });
  const same = frames.length === view.strip.children.length && frames.every((made, at) => made === view.strip.children[at]);
  if (!same) view.strip.replaceChildren(...frames);
}

function thumb(view, id) {
  const made = element("button", "thumb");
  made.type = "button";
  made.tabIndex = -1;
  made.dataset.piece = id;
  made.onclick = () => go(view, view.data.ids.indexOf(id));
  const card = view.cards.get(id);
  made.append(face(card), element("span", "said"));
  if (card) made.dataset.loaded = "1";
  return made;
}

function face(card) {
  if (card?.poster) {
    const image = element("img");
    image.src = card.poster;
    image.alt = "";
    image.draggable = false;
    return image;
  }
  if (card?.first_line) return element("span", "line", card.first_line);
  const icon = element("span", "icon", KINDS[card?.kind] ?? "hourglass_empty");
  icon.setAttribute("aria-hidden", "true");
  return icon;
}

function dress(view, made, id) {
  const said = opinion(view, id);
  const card = view.cards.get(id);
  made.dataset.choice = said.choice;
  made.classList.toggle("champ", id === view.champion);
  made.querySelector(".said").textContent = (id === view.champion ? "♛" : "") + verdictShape(said);
  made.setAttribute("aria-label", `${card?.title ?? "Loading"}, ${id === view.champion ? "champion, " : ""}${verdictWords(said)}`);
}

// The pictures of the next pieces, decoded, and the media of the next two.
function fetchAhead(view) {
  const { ids } = view.data;
  const near = ids.slice(Math.max(0, view.at - BEHIND), view.at + AHEAD + 1);
  for (const id of near) {
    const card = view.cards.get(id);
    if (card?.poster) poster(view, card);
  }
  const wanted = new Set([view.open, view.champion, ...ids.slice(view.at + 1, view.at + 3)]);
  for (const id of [...view.media.keys()]) if (!wanted.has(id)) unload(view, id);
  for (const id of [...view.posters.keys()].slice(0, Math.max(0, view.posters.size - 60))) {
    if (!near.includes(id) && !wanted.has(id)) view.posters.delete(id);
  }
  if (!view.grid) prefetch(view, ids.slice(view.at + 1, view.at + 3));
}

function current(made, is) {
  if (is) made.setAttribute("aria-current", "true");
  else made.removeAttribute("aria-current");
}
