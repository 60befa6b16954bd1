// Two media on one clock: the longer one leads, the other is brought back whenever it drifts.
// All text is set as text, never as markup: titles come from strangers.

const DRIFT_S = 0.06;
const END_S = 0.15;
const CHECK_MS = 100;
const STEP_S = 5;
const views = new WeakMap();

export default function ({ data, parentElement }) {
  const urls = data.tracks.map((track) => track.url).join(" ");
  let view = views.get(parentElement);
  if (view && view.urls !== urls) {
    close(view);
    view = null;
  }
  if (!view) views.set(parentElement, open(parentElement, data, urls));
  return () => {
    const last = views.get(parentElement);
    if (last) close(last);
    views.delete(parentElement);
  };
}

function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

function open(parentElement, data, urls) {
  const root = element("div", "together");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `Together: ${data.tracks.map((track) => track.title).join(" and ")}`);
  const media = data.tracks.map((track) => medium(root, track));
  const longer = data.tracks[1].duration_s > data.tracks[0].duration_s ? 1 : 0;
  const view = { root, urls, media, lead: media[longer], other: media[1 - longer], playing: false, timer: 0 };
  view.length = Math.max(...data.tracks.map((track) => track.duration_s));
  drawControls(view);
  data.tracks.forEach((track, at) => drawVolume(view, track, at));
  view.trouble = element("p", "trouble");
  view.trouble.setAttribute("role", "alert");
  root.append(view.trouble);
  root.onkeydown = (event) => press(view, event);
  for (const one of media) one.onerror = () => { stop(view); view.trouble.textContent = "One of the two cannot be played; load the page again."; };
  view.lead.onended = () => stop(view);
  parentElement.append(root);
  show(view);
  return view;
}

function medium(root, track) {
  const made = element(track.kind === "video" ? "video" : "audio");
  made.src = track.url;
  made.preload = "auto";
  made.playsInline = true;
  made.setAttribute("aria-label", track.title);
  root.append(made);
  return made;
}

function drawControls(view) {
  const row = element("div", "controls");
  view.button = element("button", "", "Play");
  view.button.type = "button";
  view.button.onclick = () => (view.playing ? stop(view) : start(view));
  view.position = slider("position", "Position", view.length, 0.1, 0);
  view.position.oninput = () => seek(view, Number(view.position.value));
  view.time = element("span", "time");
  row.append(view.button, view.position, view.time);
  view.root.append(row);
}

function drawVolume(view, track, at) {
  const row = element("div", "track");
  const label = element("label", "", track.title);
  const volume = slider("", `Volume of ${track.title}`, 1, 0.05, 1);
  volume.id = label.htmlFor = `volume${at}`;
  volume.oninput = () => {
    view.media[at].volume = Number(volume.value);
    sayValue(volume, `${Math.round(volume.value * 100)} percent`);
  };
  sayValue(volume, "100 percent");
  label.append(element("div", "by", `Volume · ${track.by}`));
  row.append(label, volume);
  view.root.append(row);
}

function slider(name, label, max, step, value) {
  const made = element("input", name);
  made.type = "range";
  made.min = 0;
  made.max = max;
  made.step = step;
  made.value = value;
  made.setAttribute("aria-label", label);
  return made;
}

function sayValue(input, words) {
  input.setAttribute("aria-valuetext", words);
}

async function start(view) {
  if (view.lead.ended) view.lead.currentTime = 0;
  view.playing = true;
  view.trouble.textContent = "";
  align(view);
  try {
    await view.lead.play();
  } catch {
    stop(view);
    view.trouble.textContent = "The browser would not play it; press Play again.";
    return;
  }
  clearInterval(view.timer);
  view.timer = setInterval(() => tick(view), CHECK_MS);
  tick(view);
}

function stop(view) {
  view.playing = false;
  clearInterval(view.timer);
  for (const one of view.media) one.pause();
  show(view);
}

function tick(view) {
  if (!view.root.isConnected) return stop(view);
  align(view);
  // While one of the two still loads, the other waits for it.
  const waits = view.other.readyState < 3 && inside(view);
  if (view.playing && waits) view.lead.pause();
  else if (view.playing && view.lead.paused && !view.lead.ended) view.lead.play().catch(() => stop(view));
  show(view);
}

// Not quite to its end: a medium that is told to play when it has ended begins anew.
function inside(view) {
  return !(view.lead.currentTime >= (view.other.duration || Infinity) - END_S);
}

// The one that leads is the clock; the other plays from the same moment for as long as it has one.
function align(view) {
  const at = view.lead.currentTime;
  if (!inside(view)) {
    view.other.pause();
    return;
  }
  if (Math.abs(view.other.currentTime - at) > DRIFT_S && !view.other.seeking) view.other.currentTime = at;
  if (view.playing && view.other.paused && !view.lead.paused) view.other.play().catch(() => {});
  if ((!view.playing || view.lead.paused) && !view.other.paused) view.other.pause();
}

function seek(view, to) {
  view.lead.currentTime = Math.min(Math.max(to, 0), view.length);
  align(view);
  show(view);
}

function show(view) {
  const at = view.lead.currentTime;
  view.button.textContent = view.playing ? "Pause" : "Play";
  view.position.value = at;
  view.time.textContent = `${clock(at)} / ${clock(view.length)}`;
  sayValue(view.position, `${clock(at)} of ${clock(view.length)}`);
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// Streamlit listens for keys on the whole page, hence stopPropagation.
function press(view, event) {
  event.stopPropagation();
  if (event.target !== view.button && event.target !== view.position) return;
  const step = { ArrowLeft: -STEP_S, ArrowRight: STEP_S }[event.key];
  if (step) {
    event.preventDefault();
    seek(view, view.lead.currentTime + step);
  } else if (event.key === " " && event.target === view.position) {
    event.preventDefault();
    view.button.click();
  }
}

function close(view) {
  stop(view);
  for (const one of view.media) {
    one.onerror = null;
    one.removeAttribute("src");
    one.load();
  }
  view.root.remove();
}
