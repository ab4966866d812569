// The page: asks for what is new, again and again, and shows it.
import { Chat, initial } from "./chat.js";
import { Composer } from "./composer.js";
import { setUpPanel, showFaults, showTime, showWire } from "./panel.js";
import { openForm } from "./sheet.js";
import { ask, attempt, notice } from "./wires.js";
import { clock, dayKey, element, span } from "./words.js";

const byId = (id) => document.getElementById(id);
const seen = new Map();
const asked = new URLSearchParams(location.search);
let state = null, chosen = asked.get("person"), skew = 0, wire = 0, waiting = null;

const act = async (order) => Boolean(await attempt(() => ask("POST", `/sandbox/people/${chosen}/messages`, order)));
const composer = new Composer(act, () => state.number);
const chat = new Chat(byId("chat"), act, (message) => composer.quote(message));
const now = () => Date.now() + skew;

function view(name) {
  document.body.dataset.view = name;
}

function choose(id) {
  chosen = id;
  composer.quote(null);
  view("chat");
  history.replaceState(null, "", `?person=${encodeURIComponent(id)}`);
  waiting?.abort();
}

async function next() {
  waiting = new AbortController();
  const since = state && state.person === chosen ? state.version : -1;
  const query = new URLSearchParams({ since, wire, wait: 20, person: chosen || "" });
  const answer = await fetch(`/sandbox/state?${query}`, { signal: waiting.signal });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`);
  state = { ...(await answer.json()), person: chosen };
}

async function follow() {
  for (;;) {
    try {
      await next();
      show();
    } catch (error) {
      if (error.name === "AbortError") continue;
      notice("The sandbox does not answer. It is asked again.");
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

function show() {
  skew = state.now - Date.now();
  if (!state.people.some((person) => person.id === chosen)) {
    chosen = state.people[0]?.id || null;
    return;
  }
  const person = state.people.find((known) => known.id === chosen);
  showPeople();
  chat.show(state, person);
  showFaults(state.faults);
  showWire(state.wire);
  wire = Math.max(wire, ...state.wire.map((line) => line.number));
  tick();
}

function showPeople() {
  const focused = document.activeElement?.dataset?.person;
  byId("people").replaceChildren(...state.people.map((person) => element("li", {}, row(person))));
  if (focused) byId("people").querySelector(`[data-person="${focused}"]`)?.focus();
}

function row(person) {
  if (person.id === chosen) seen.set(person.id, person.count);
  const fresh = person.count - (seen.get(person.id) || 0);
  const at = person.last && (dayKey(person.last.at) === dayKey(state.now) ? clock(person.last.at) : dayKey(person.last.at).split(" ").slice(0, 2).join(" "));
  return element("button", { type: "button", class: "person", "data-person": person.id, "aria-current": String(person.id === chosen), onclick: () => choose(person.id) },
    element("span", { class: "avatar", "aria-hidden": "true" }, initial(person.name)), element("span", { class: "name", dir: "auto" }, person.name), element("span", { class: "when" }, at || ""),
    element("span", { class: "last", dir: "auto" }, person.last ? person.last.text : person.address), fresh > 0 ? element("span", { class: "new", "aria-label": `${fresh} new` }, fresh) : null);
}

// What changes by the time alone.
function tick() {
  const person = state?.people.find((known) => known.id === chosen);
  if (!person) return;
  showTime(now(), state.offset);
  const isTyping = person.typing > now();
  byId("presence").textContent = isTyping ? "typing…" : `${person.name} · ${person.address}`;
  if (!isTyping) document.querySelector(".chat .typing")?.closest(".line").remove();
  const left = person.opened ? (person.opened + 86400000 - now()) / 1000 : 0;
  byId("window").textContent = left > 0 ? `open ${span(left)}` : "window closed";
  byId("window").classList.toggle("closed", left <= 0);
  byId("window").title = left > 0 ? "How long free text may be sent" : "Only approved templates reach this person";
}

function addPerson() {
  const fields = [["name", "Name", "", { required: true, maxlength: 100 }], ["number", "Number (empty if hidden)", "+91980000", { inputmode: "tel" }], ["user", "User id (IN.…, may be empty)", ""], ["reads", "Tells what was read", true, { type: "checkbox" }]];
  openForm("A new phone", fields, "Add", async (written) => {
    const made = await attempt(() => ask("POST", "/sandbox/people", written));
    if (made) choose(made.id);
    return Boolean(made);
  });
}

byId("add-person").addEventListener("click", addPerson);
byId("to-people").addEventListener("click", () => view("people"));
byId("to-panel").addEventListener("click", () => view("panel"));
byId("to-chat").addEventListener("click", () => view("chat"));
if (asked.get("text")) composer.write(asked.get("text"));
setUpPanel();
setInterval(tick, 1000);
follow();
