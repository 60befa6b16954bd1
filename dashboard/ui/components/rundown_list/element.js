// Making elements. Text is always set as text, never as markup: titles come from strangers.

export function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

export function icon(name) {
  const made = element("span", "icon", name);
  made.setAttribute("aria-hidden", "true");
  return made;
}

// A button that shows an icon alone carries its words for whoever does not see it.
export function button(name, words, { part = "", sign = "", shown = "" } = {}) {
  const made = element("button", name);
  made.type = "button";
  if (sign) made.append(icon(sign));
  if (shown) made.append(element("span", "label", shown));
  if (shown !== words) made.setAttribute("aria-label", words);
  if (sign && !shown) made.title = words;
  if (part) made.dataset.part = part;
  return made;
}

// Sets a text only where it differs, so that a screen reader is not told the same thing twice.
export function retext(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
