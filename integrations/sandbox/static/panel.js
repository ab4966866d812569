// Beside the phone: the clock, the faults, the wire.
import { ask, attempt } from "./wires.js";
import { element, fullTime, inputTime, seconds, span } from "./words.js";

const KINDS = {
  throttle: "429, too many requests", error: "an error status", refuse: "an error code", html: "a web page instead of JSON",
  truncate: "half an answer", hang: "hang", drop: "drop the connection", fail: "not delivered, with a code",
  duplicate: "twice", reorder: "in another order", delay: "late", lose: "not at all", forge: "with a wrong signature",
  early: "its events come before the answer", renew: "twice, the second time with a new id", twice: "two payments", amount: "another amount",
  currency: "another currency", account: "at another account", surcharge: "with a fee on top", slow: "slow instead of instant",
};
const API = ["throttle", "error", "refuse", "html", "truncate", "hang", "drop"], RAZORPAY = [...API, "early"];
const ENDPOINTS = [
  ["messages.create", "Send a message", API], ["outcome", "What becomes of a message", ["fail"]],
  ["callbacks", "Status callbacks of a message", ["duplicate", "reorder", "delay", "lose", "forge"]],
  ["inbound", "What people send", ["duplicate", "reorder", "delay", "forge"]], ["messages.list", "List messages", API],
  ["messages.fetch", "Fetch a message", API], ["content.create", "Create a content", API], ["content.fetch", "Fetch a content", API],
  ["typing.create", "Typing indicator", API], ["media.fetch", "Fetch a file", API], ["*", "Any call of the API", API],
  ["payment_links.create", "Razorpay: make a link", RAZORPAY], ["payment_links.list", "Razorpay: find links", RAZORPAY], ["payment_links.fetch", "Razorpay: fetch a link", RAZORPAY],
  ["payment_links.cancel", "Razorpay: cancel a link", RAZORPAY], ["payments.fetch", "Razorpay: fetch a payment", RAZORPAY], ["payments.refund", "Razorpay: refund", RAZORPAY],
  ["razorpay", "Razorpay: any call", RAZORPAY], ["events", "Razorpay: events of one act", ["duplicate", "renew", "reorder", "delay", "lose", "forge"]],
  ["payment", "Razorpay: a payment", ["twice", "amount", "currency", "account", "surcharge"]], ["refund", "Razorpay: what becomes of a refund", ["fail", "slow"]],
];
const PRESETS = {
  "When the bot sends": [["429", { endpoint: "messages.create", kind: "throttle", seconds: 2 }], ["500", { endpoint: "messages.create", kind: "error", status: 500 }], ["503", { endpoint: "messages.create", kind: "error", status: 503 }], ["HTML with 201", { endpoint: "messages.create", kind: "html", status: 201, accepts: true }], ["half an answer", { endpoint: "messages.create", kind: "truncate" }], ["hang 20 s", { endpoint: "messages.create", kind: "hang", seconds: 20 }], ["dropped", { endpoint: "messages.create", kind: "drop" }], ["dropped after accepting", { endpoint: "messages.create", kind: "drop", accepts: true }]],
  "What becomes of it": [["window closed, late (63016)", { endpoint: "outcome", kind: "fail", code: 63016 }], ["recipient not valid (63024)", { endpoint: "outcome", kind: "fail", code: 63024 }], ["unsubscribed (21610)", { endpoint: "outcome", kind: "fail", code: 21610 }], ["provider trouble (63012)", { endpoint: "outcome", kind: "fail", code: 63012 }]],
  "Its status callbacks": [["twice", { endpoint: "callbacks", kind: "duplicate" }], ["reversed", { endpoint: "callbacks", kind: "reorder" }], ["lost", { endpoint: "callbacks", kind: "lose" }], ["10 s late", { endpoint: "callbacks", kind: "delay", seconds: 10 }], ["forged", { endpoint: "callbacks", kind: "forge" }]],
  "When the bot makes a link": [["429", { endpoint: "payment_links.create", kind: "throttle", seconds: 2 }], ["500", { endpoint: "payment_links.create", kind: "error", status: 500 }], ["HTML with 200", { endpoint: "payment_links.create", kind: "html", status: 200, accepts: true }], ["hang 20 s", { endpoint: "payment_links.create", kind: "hang", seconds: 20 }], ["no link, no answer", { endpoint: "payment_links.create", kind: "drop" }], ["link, but no answer", { endpoint: "payment_links.create", kind: "drop", accepts: true }]],
  "The next payment": [["two payments", { endpoint: "payment", kind: "twice" }], ["wrong amount", { endpoint: "payment", kind: "amount" }], ["wrong currency", { endpoint: "payment", kind: "currency" }], ["other account", { endpoint: "payment", kind: "account" }]],
  "Its events": [["twice", { endpoint: "events", kind: "duplicate" }], ["twice, with a new id", { endpoint: "events", kind: "renew" }], ["reversed", { endpoint: "events", kind: "reorder" }], ["lost", { endpoint: "events", kind: "lose" }], ["10 s late", { endpoint: "events", kind: "delay", seconds: 10 }], ["forged", { endpoint: "events", kind: "forge" }]],
  "What people send": [["twice", { endpoint: "inbound", kind: "duplicate" }], ["overtaken", { endpoint: "inbound", kind: "reorder" }], ["10 s late", { endpoint: "inbound", kind: "delay", seconds: 10 }], ["forged", { endpoint: "inbound", kind: "forge" }]],
};

const byId = (id) => document.getElementById(id);

export function setUpPanel() {
  setUpTabs();
  for (const button of document.querySelectorAll("[data-turn]")) button.addEventListener("click", () => turn({ seconds: Number(button.dataset.turn) }));
  byId("turn-to").addEventListener("submit", (event) => {
    event.preventDefault();
    turn({ to: `${event.target.elements.to.value}:00+05:30` });
  });
  setUpFaults();
}

const turn = (body) => attempt(() => ask("POST", "/sandbox/clock", body));
const order = (body) => attempt(() => ask("POST", "/sandbox/faults", body));

function setUpTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const choose = (chosen) => tabs.forEach((tab) => {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
  });
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      choose(next);
      next.focus();
    });
  });
}

function setUpFaults() {
  for (const [title, faults] of Object.entries(PRESETS)) {
    const buttons = faults.map(([name, body]) => element("button", { type: "button", onclick: () => order(body) }, name));
    byId("presets").append(element("div", {}, element("span", {}, title), ...buttons));
  }
  const form = byId("fault"), { endpoint, kind } = form.elements;
  endpoint.append(...ENDPOINTS.map(([value, name]) => element("option", { value }, name)));
  const fit = () => {
    for (const label of form.querySelectorAll("[data-for]")) label.hidden = !label.dataset.for.split(" ").includes(kind.value);
  };
  const offer = () => {
    const [, , kinds] = ENDPOINTS.find(([value]) => value === endpoint.value);
    kind.replaceChildren(...kinds.map((value) => element("option", { value }, KINDS[value])));
    fit();
  };
  endpoint.addEventListener("change", offer);
  kind.addEventListener("change", fit);
  offer();
  form.addEventListener("submit", (event) => { event.preventDefault(); order(written(form)); });
}

function written(form) {
  const { endpoint, kind, times, seconds: wait, code, status, accepts } = form.elements;
  return {
    endpoint: endpoint.value, kind: kind.value, times: times.value ? Number(times.value) : null, seconds: Number(wait.value),
    code: Number(code.value), status: Number(status.value), accepts: accepts.checked,
  };
}

export function showTime(now, offset) {
  byId("time").textContent = fullTime(now);
  byId("offset").textContent = offset >= 1 ? `IST, ${span(offset)} ahead` : "IST, real time";
  const input = byId("turn-to").elements.to;
  if (document.activeElement !== input && !input.value) input.value = inputTime(now + 3600000);
  input.min = inputTime(now);
}

let drawnFaults = "";

export function showFaults(faults) {
  const says = JSON.stringify(faults);
  if (says === drawnFaults) return;
  drawnFaults = says;
  byId("fault-count").hidden = !faults.length;
  byId("fault-count").textContent = faults.length;
  byId("ordered").replaceChildren(...(faults.length ? faults.map(ordered) : [element("li", { class: "none" }, "Nothing goes wrong.")]));
}

function ordered(fault) {
  const where = ENDPOINTS.find(([value]) => value === fault.endpoint)?.[1] || fault.endpoint;
  const detail = { throttle: `Retry-After ${fault.seconds} s`, error: fault.status, html: fault.status, refuse: fault.code, fail: fault.code, hang: `${fault.seconds} s`, delay: `${fault.seconds} s` }[fault.kind];
  const often = fault.times === null ? "always" : fault.times === 1 ? "once" : `${fault.times} times`;
  const words = [where, `${KINDS[fault.kind]}${detail ? ` (${detail})` : ""}`, often, fault.accepts ? "carried out all the same" : ""].filter(Boolean).join(" · ");
  return element("li", {}, words, element("button", { type: "button", onclick: () => attempt(() => ask("DELETE", `/sandbox/faults/${fault.id}`)) }, "Take back"));
}

const MOST = 200;

export function showWire(lines) {
  const list = byId("wire");
  if (!lines.length && !list.children.length) list.append(element("li", { class: "none" }, "No traffic yet."));
  if (lines.length) list.querySelector(".none")?.remove();
  for (const line of lines) list.prepend(exchange(line));
  while (list.children.length > MOST) list.lastElementChild.remove();
}

function exchange(line) {
  const isApi = line.way === "api" || line.way === "razorpay";
  const grade = line.status === null || line.status >= 500 ? "bad" : line.status >= 400 ? "warn" : "";
  const names = { webhook: "message", callback: "status", file: "file", event: "event" };
  const path = isApi ? line.url.replace(/\/2010-04-01\/Accounts\/AC[0-9a-fA-F]{32}/, "").split("?")[0] : line.url.replace(/^https?:\/\/[^/]+/, "");
  const note = [line.fault ? `ordered: ${KINDS[line.fault]}` : "", line.note].filter(Boolean).join(" · ");
  const details = element("details", { class: line.way },
    element("summary", {}, element("span", { class: "at" }, seconds(line.at)), element("span", { class: "arrow", title: isApi ? "the bot calls" : "the bot is called" }, isApi ? "←" : "→"),
      element("span", { class: "what", title: line.url }, element("b", {}, isApi ? line.method : names[line.way]), ` ${said(line)}${path}`), element("span", { class: `status ${grade}` }, line.status ?? "none"),
      element("span", { class: "ms" }, `${Math.round(line.milliseconds)} ms`), element("span", { class: "note" }, note)));
  details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(more(line)); });
  return element("li", {}, details);
}

// The word that matters most of what is posted to the bot.
function said(line) {
  if (line.way === "event") return `${line.request.match(/"event":"([\w.]+)"/)?.[1] || ""} `;
  const status = line.way === "callback" && new URLSearchParams(line.request).get("MessageStatus");
  return status ? `${status} ` : "";
}

function more(line) {
  return element("div", { class: "more" }, element("h4", {}, `${line.method} ${line.url}`), readable(line.request), element("h4", {}, `Answer ${line.status ?? "none"}`), readable(line.answer));
}

function readable(text) {
  if (!text) return element("pre", {}, "(empty)");
  try {
    return element("pre", {}, JSON.stringify(JSON.parse(text), null, 2));
  } catch {
    if (!/^[\w%.]+=/.test(text)) return element("pre", {}, text);
  }
  const rows = [...new URLSearchParams(text)].flatMap(([name, value]) => [element("dt", {}, name), element("dd", { dir: "auto" }, value)]);
  return element("dl", {}, ...rows);
}
