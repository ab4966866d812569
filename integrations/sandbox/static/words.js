// Texts as WhatsApp shows them. What people wrote only ever becomes text nodes.

const MARKS = { "*": "strong", "_": "em", "~": "s" };
const PATTERN = /```([\s\S]+?)```|(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]।])|(?<![\p{L}\p{N}\p{M}])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}\p{M}])/gu;

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function icon(name, kind = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  if (kind) svg.setAttribute("class", kind);
  svg.append(use);
  return svg;
}

export function formatted(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    nodes.push(text.slice(end, match.index));
    const [whole, code, link, mark, inside] = match;
    if (code) nodes.push(element("code", {}, code));
    else if (link) nodes.push(element("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, link));
    else nodes.push(element(MARKS[mark], {}, ...formatted(inside)));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

const ZONE = "Asia/Kolkata";
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, weekday: "short", day: "numeric", month: "short" });
const ISO = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });

export const clock = (at) => CLOCK.format(at);
export const seconds = (at) => SECONDS.format(at);
export const fullTime = (at) => `${SHORT.format(at)}, ${SECONDS.format(at)}`;
export const dayKey = (at) => DAY.format(at);
export const inputTime = (at) => ISO.format(at).replace(" ", "T");

export function dayName(at, now) {
  const key = dayKey(at);
  if (key === dayKey(now)) return "Today";
  return key === dayKey(now - 86400000) ? "Yesterday" : key;
}

export function span(total) {
  const days = Math.floor(total / 86400), hours = Math.floor((total % 86400) / 3600), minutes = Math.floor((total % 3600) / 60);
  const parts = [[days, days === 1 ? "day" : "days"], [hours, "h"], [minutes, "min"]].filter(([count]) => count);
  return parts.length ? parts.slice(0, 2).map(([count, unit]) => `${count} ${unit}`).join(" ") : "less than a minute";
}

export function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
