// --- a piece on the screen: its picture first, its film or sound when one plays it or moves over it ---

const BAR_STEP_MS = 100;

function pane(view, name) {
  const box = element("section", `pane ${name}`);
  const screen = element("div", "screen");
  const made = { view, name, box, screen, card: null, media: null, at: 0, hover: null };
  made.caption = element("p", "caption");
  made.play = button("play", "Play", name === "current" ? "Space" : "", () => toggle(view, made));
  made.position = element("input", "position");
  made.position.type = "range";
  made.position.min = 0;
  made.position.step = BAR_STEP_MS;
  made.position.setAttribute("aria-label", name === "current" ? "Position" : "Position in the champion");
  made.position.oninput = () => seek(made, Number(made.position.value));
  made.position.onpointerup = () => view.root.focus({ preventScroll: true });
  made.band = element("span", "band");
  made.time = element("span", "time mono");
  const track = element("span", "track");
  track.append(made.band, made.position);
  made.transport = element("div", "transport");
  made.transport.append(made.play, track, made.time);
  made.needle = element("span", "needle");
  screen.onpointermove = (event) => scrub(made, event);
  screen.onpointerleave = () => unscrub(made);
  screen.onclick = () => { if (playable(made.card)) toggle(view, made); };
  box.append(made.caption, screen, made.transport);
  return made;
}

function playable(card) {
  return Boolean(card?.play && card.duration_ms);
}

function show(view, shown, card) {
  shown.box.hidden = shown.name === "champion" ? !card : view.grid;
  if (shown.card === card || (card && shown.card?.id === card.id && shown.loaded)) return;
  const played = shown.media && !shown.media.paused;
  if (shown.media) shown.media.pause();
  Object.assign(shown, { card, media: null, at: 0, hover: null, loaded: Boolean(card) });
  shown.screen.classList.remove("live");
  shown.screen.classList.toggle("playable", playable(card));
  shown.screen.replaceChildren(...(card ? [still(view, card)] : [element("p", "line", view.data.ids.length ? "Loading" : "")]), shown.needle);
  shown.caption.textContent = shown.name === "champion" && card ? `♛ ${card.title}, ${card.by}` : "";
  shown.transport.classList.toggle("off", !playable(card));
  shown.needle.hidden = true;
  if (!playable(card)) return;
  shown.position.max = card.duration_ms;
  if (view.media.has(card.id)) mount(view, shown);
  tick(shown);
  if (played && view.plays && shown.name === "current") toggle(view, shown);
}

// What stands for it while nothing moves: its picture, a text to read, or its first line.
function still(view, card) {
  if (card.text) {
    const text = element("div", "text", card.text);
    text.tabIndex = 0;
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", `The words of ${card.title}`);
    return text;
  }
  if (card.poster) return poster(view, card);
  return element("p", "line", card.first_line || "Nothing to see yet");
}

function poster(view, card) {
  if (!view.posters.has(card.id)) {
    const image = element("img");
    image.src = card.picture;
    image.alt = card.alt;
    image.draggable = false;
    image.decode().catch(() => {});
    view.posters.set(card.id, image);
  }
  return view.posters.get(card.id);
}

function media(view, card, preload) {
  let made = view.media.get(card.id);
  if (!made) {
    made = element(card.media === "video" ? "video" : "audio");
    made.preload = preload;
    made.src = card.play;
    made.playsInline = true;
    made.tabIndex = -1;
    made.setAttribute("aria-label", card.title);
    view.media.set(card.id, made);
  } else if (preload === "auto") {
    made.preload = "auto";
  }
  return made;
}

function prefetch(view, ids) {
  ids.forEach((id, at) => {
    const card = view.cards.get(id);
    if (playable(card)) media(view, card, at ? "metadata" : "auto");
  });
}

function unload(view, id) {
  const old = view.media.get(id);
  view.media.delete(id);
  for (const shown of [view.current, view.champ]) if (shown.media === old) shown.media = null;
  old.pause();
  old.ontimeupdate = old.onseeked = old.onplaying = old.onpause = old.onended = old.onerror = null;
  old.removeAttribute("src");
  old.load();
}

function mount(view, shown) {
  const made = media(view, shown.card, "auto");
  if (shown.media === made) return made;
  shown.media = made;
  shown.screen.insertBefore(made, shown.needle);
  made.ontimeupdate = () => {
    if (made.paused || shown.media !== made) return;
    shown.at = made.currentTime * 1000;
    tick(shown);
  };
  made.onseeked = () => {
    if (shown.media !== made) return;
    shown.screen.classList.toggle("live", shown.hover !== null || shown.at > 0);
    if (shown.wanted !== undefined && Math.abs(shown.wanted - made.currentTime * 1000) > BAR_STEP_MS) jump(shown, shown.wanted);
  };
  made.onplaying = () => { shown.screen.classList.add("live"); tick(shown); };
  made.onpause = () => tick(shown);
  made.onended = () => { shown.at = 0; shown.screen.classList.remove("live"); tick(shown); };
  made.onerror = () => { if (shown.media === made) tell(view, "It cannot be played here; open its page."); };
  return made;
}

function toggle(view, shown) {
  if (!playable(shown.card)) return;
  const made = mount(view, shown);
  if (!made.paused) {
    view.plays = false;
    made.pause();
    return;
  }
  for (const other of view.media.values()) if (other !== made) other.pause();
  const from = shown.hover ?? shown.at;
  shown.hover = null;
  if (Math.abs(made.currentTime * 1000 - from) > BAR_STEP_MS) made.currentTime = from / 1000;
  view.plays = true;
  made.play().then(() => tick(shown)).catch(() => tell(view, "The browser would not play it; press Play again."));
}

// The place that is meant: under the pointer while it moves over the picture, else where it stands.
function playhead(shown) {
  return Math.round(shown.hover ?? shown.at);
}

function scrub(shown, event) {
  if (event.pointerType !== "mouse" || !playable(shown.card)) return;
  const made = mount(shown.view, shown);
  if (!made.paused) return;
  const box = shown.screen.getBoundingClientRect();
  const part = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  shown.hover = part * (shown.card.duration_ms - 1);
  jump(shown, shown.hover);
  tick(shown);
}

function unscrub(shown) {
  if (shown.hover === null) return;
  shown.hover = null;
  if (shown.media?.paused) jump(shown, shown.at);
  if (!shown.at) shown.screen.classList.remove("live");
  tick(shown);
}

// One seek at a time: the last place asked for follows when the one under way has arrived.
function jump(shown, ms) {
  shown.wanted = ms;
  if (shown.media && !shown.media.seeking) shown.media.currentTime = ms / 1000;
}

function seek(shown, ms) {
  mount(shown.view, shown);
  shown.hover = null;
  shown.at = ms;
  jump(shown, ms);
  tick(shown);
}

function tick(shown) {
  if (!playable(shown.card)) return;
  const at = playhead(shown);
  const whole = shown.card.duration_ms;
  const plays = Boolean(shown.media && !shown.media.paused);
  shown.play.firstChild.textContent = plays ? "Pause" : "Play";
  shown.position.value = at;
  shown.position.setAttribute("aria-valuetext", `${clock(at)} of ${clock(whole)}`);
  shown.time.textContent = `${clock(at)} / ${clock(whole)}`;
  shown.needle.style.left = `${(at / whole) * 100}%`;
  shown.needle.hidden = !(plays || at > 0);
}

// The part to use, as a band along the bar.
function paintBand(view, shown) {
  const { in_ms: begins, out_ms: ends } = shown.card ? opinion(view, shown.card.id) : {};
  shown.band.hidden = !playable(shown.card) || ((begins ?? null) === null && (ends ?? null) === null);
  if (shown.band.hidden) return;
  const whole = shown.card.duration_ms;
  shown.band.style.left = `${((begins ?? 0) / whole) * 100}%`;
  shown.band.style.width = `${(((ends ?? whole) - (begins ?? 0)) / whole) * 100}%`;
}

function clock(ms) {
  const whole = Math.floor(ms / 1000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
