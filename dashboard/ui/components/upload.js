// A file field that sends the file as it lies on disk, with its progress, and tells when it has arrived.

const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? open(parentElement);
  view.data = data;
  view.send = setTriggerValue;
  view.label.textContent = data.label;
  if (!view.request) say(view, data.sent ? `${data.sent} has arrived.` : data.help);
  return () => {
    view.request?.abort();
    views.delete(parentElement);
  };
}

function open(parentElement) {
  const root = document.createElement("div");
  root.className = "upload";
  const label = document.createElement("label");
  const input = document.createElement("input");
  const bar = document.createElement("progress");
  const words = document.createElement("p");
  input.type = "file";
  input.id = label.htmlFor = "file";
  words.id = "words";
  input.setAttribute("aria-describedby", "words");
  bar.hidden = true;
  bar.max = 1;
  bar.setAttribute("aria-label", "How much has arrived");
  words.setAttribute("role", "status");
  root.append(label, input, bar, words);
  parentElement.append(root);
  const view = { root, label, input, bar, words, request: null };
  views.set(parentElement, view);
  input.onchange = () => { if (input.files[0]) put(view, input.files[0]); };
  return view;
}

function put(view, file) {
  view.request?.abort();
  const request = new XMLHttpRequest();
  view.request = request;
  view.bar.hidden = false;
  view.bar.value = 0;
  say(view, `${file.name} is on its way.`);
  request.upload.onprogress = (event) => { if (event.total) view.bar.value = event.loaded / event.total; };
  request.onload = () => {
    end(view);
    if (request.status !== 201) return say(view, request.responseText || "The file was not taken; try again.", true);
    say(view, `${file.name} has arrived.`);
    view.send("sent", file.name);
  };
  request.onerror = () => { end(view); say(view, "The connection broke; choose the file again.", true); };
  request.onabort = () => { view.bar.hidden = true; };
  request.open("PUT", view.data.address);
  request.send(file);
}

function end(view) {
  view.request = null;
  view.bar.hidden = true;
}

function say(view, words, trouble = false) {
  view.words.textContent = words;
  view.words.className = trouble ? "trouble" : "";
}
