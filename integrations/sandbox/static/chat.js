// The conversation: bubbles, chips, ticks. Only what has changed is drawn again.
import { clock, dayKey, dayName, element, formatted, icon, size, span } from "./words.js";
import { closeSheet, openSheet } from "./sheet.js";

const TICKS = { queued: "clock", sent: "sent", delivered: "double", read: "double", undelivered: "failed", failed: "failed" };
const SPOKEN = { queued: "waiting", sent: "sent", delivered: "delivered", read: "read", undelivered: "not delivered", failed: "failed" };
const EMOJIS = ["👍", "❤️", "😂", "😮", "😢", "🙏", "🌟", "🔥"];

export class Chat {
  // `act` does something on the phone, `quote` begins a reply.
  constructor(place, act, quote) {
    this.place = place;
    this.act = act;
    this.quote = quote;
    this.drawn = new Map();
    this.person = null;
  }

  show(state, person) {
    if (person.id !== this.person) {
      this.person = person.id;
      this.drawn.clear();
      this.place.replaceChildren();
    }
    const isAtEnd = this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 80;
    const before = this.place.querySelector(".line:last-of-type")?.dataset.sid;
    const wanted = this.nodes(state, person);
    this.arrange(wanted);
    const after = state.chat.at(-1)?.sid;
    if (isAtEnd || before !== after || !before) this.place.scrollTop = this.place.scrollHeight;
  }

  nodes(state, person) {
    if (!state.chat.length) return [this.kept("empty", "", () => element("p", { class: "chip empty" }, "Say hello: whatever you write here goes to the bot as a signed webhook."))];
    const nodes = [];
    let day = "", mine = null;
    const turns = [...state.turns];
    for (const message of state.chat) {
      while (turns.length && turns[0].at <= message.at) nodes.push(this.turned(turns.shift(), nodes)), (mine = null);
      if (dayKey(message.at) !== day) {
        day = dayKey(message.at);
        mine = null;
        const name = dayName(message.at, state.now);
        nodes.push(this.kept(`day ${day}`, name, () => element("p", { class: "chip" }, name)));
      }
      const isFirst = message.mine !== mine;
      mine = message.mine;
      nodes.push(this.kept(message.sid, JSON.stringify([message, isFirst]), () => this.line(message, isFirst)));
    }
    for (const turn of turns) nodes.push(this.turned(turn));
    if (person.typing > state.now) nodes.push(this.kept("typing", "", typing));
    return nodes;
  }

  turned(turn) {
    return this.kept(`turn ${turn.at}`, "", () => element("p", { class: "chip turned" }, `The clock was turned by ${span(turn.seconds)}`));
  }

  // The node drawn last time, if it says the same.
  kept(key, says, draw) {
    const known = this.drawn.get(key);
    if (known && known.says === says) return known.node;
    const node = draw();
    this.drawn.set(key, { says, node });
    return node;
  }

  arrange(wanted) {
    wanted.forEach((node, index) => {
      if (this.place.children[index] !== node) this.place.insertBefore(node, this.place.children[index] || null);
    });
    while (this.place.children.length > wanted.length) this.place.lastElementChild.remove();
  }

  line(message, isFirst) {
    const isFailed = TICKS[message.state] === "failed";
    const opens = !message.mine && message.options.length > 0;
    const classes = ["line", message.mine && "mine", isFirst && "first", isFailed && "failed", message.type === "sticker" && "sticker", message.reaction && "reacted", opens && "opens"];
    return element("div", { class: classes.filter(Boolean).join(" "), "data-sid": message.sid, "data-state": message.state },
      element("div", { class: "bubble-row" }, this.bubble(message, isFailed), message.reaction ? element("span", { class: "reaction", "aria-label": `Reaction ${message.reaction}` }, message.reaction) : null, this.acts(message)),
      opens ? this.options(message) : null);
  }

  bubble(message, isFailed) {
    return element("div", { class: "bubble" },
      message.quote ? quoteOf(message.quote, () => this.jump(message.quote.sid)) : null,
      message.template ? element("span", { class: "tag" }, "Template") : null,
      ...pictures(message),
      message.text ? element("span", { class: "body", dir: "auto" }, ...formatted(message.text)) : null,
      element("span", { class: "meta" }, clock(message.at), tick(message)),
      isFailed ? element("p", { class: "trouble" }, message.mine ? "The bot did not take it" : `Not delivered: ${message.error} ${message.trouble}`) : null);
  }

  options(message) {
    if (message.type === "list-picker") {
      return element("div", { class: "options" }, element("button", { type: "button", class: "option", "aria-haspopup": "dialog", onclick: () => this.rows(message) }, icon("list"), message.button));
    }
    return element("div", { class: "options" }, ...message.options.map((option) =>
      element("button", { type: "button", class: "option", dir: "auto", "data-chosen": option.id === message.chosen, onclick: () => this.tap(message, option) }, icon("reply"), option.title)));
  }

  rows(message) {
    const rows = message.options.map((option) => element("button", { type: "button", class: "choice", role: "radio", "aria-checked": String(option.id === message.chosen), onclick: () => { closeSheet(); this.tap(message, option); } },
      element("span", { class: "words", dir: "auto" }, option.title, option.description ? element("span", { class: "about" }, option.description) : null), element("span", { class: "ring" })));
    openSheet(message.button, element("div", { role: "radiogroup", "aria-label": message.button }, ...rows));
  }

  tap(message, option) {
    this.act({ kind: "tap", message: message.sid, option: option.id });
  }

  acts(message) {
    return element("span", { class: "acts" },
      element("button", { type: "button", class: "icon", "aria-label": "Reply", onclick: () => this.quote(message) }, icon("reply")),
      message.mine ? null : element("button", { type: "button", class: "icon", "aria-label": "React", onclick: () => this.emojis(message) }, icon("smile")));
  }

  emojis(message) {
    const buttons = EMOJIS.map((emoji) => element("button", { type: "button", onclick: () => { closeSheet(); this.act({ kind: "reaction", message: message.sid, emoji }); } }, emoji));
    openSheet("React", element("div", { class: "emojis" }, ...buttons));
  }

  jump(sid) {
    this.drawn.get(sid)?.node.scrollIntoView({ block: "center", behavior: "smooth" });
  }
}

export function quoteOf(quoted, onclick) {
  return element(onclick ? "button" : "div", { class: "quote", dir: "auto", type: onclick ? "button" : null, onclick: onclick || undefined },
    element("b", {}, quoted.mine ? "You" : "Boloastro"), element("span", {}, ...formatted(quoted.text)));
}

function tick(message) {
  const drawn = icon(TICKS[message.state] || "clock", message.state === "read" ? "read" : TICKS[message.state] === "failed" ? "failed" : "");
  drawn.removeAttribute("aria-hidden");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", SPOKEN[message.state] || message.state);
  return drawn;
}

function typing() {
  return element("div", { class: "line first" }, element("div", { class: "bubble" }, element("span", { class: "typing", role: "status", "aria-label": "typing" }, element("i"), element("i"), element("i"))));
}

function pictures(message) {
  const shown = message.media.map((file) => picture(message.type, file));
  return message.location ? [...shown, place(message.location)] : shown;
}

function picture(type, file) {
  if (type === "sticker") return element("img", { src: file.url, alt: "Sticker" });
  if (file.card) {
    return element("span", { class: "card" }, element("span", { class: "avatar" }, initial(file.card.name)), element("span", {}, file.card.name, element("small", {}, file.card.phone)));
  }
  if (file.type.startsWith("image/")) return element("a", { class: "picture", href: file.url, target: "_blank", rel: "noopener" }, element("img", { src: file.url, alt: "Picture" }));
  if (file.type.startsWith("audio/")) return voice(file);
  return element("a", { class: "document", href: file.url, download: file.name || "file" }, icon("file"), element("span", {}, file.name || "Document", element("small", {}, `${file.type.split("/")[1].toUpperCase().slice(0, 12)} · ${size(file.size)}`)));
}

function voice(file) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = file.url;
  const wave = element("span", { class: "wave" });
  const button = element("button", { type: "button", "aria-label": "Play the voice message" }, icon("play"));
  button.addEventListener("click", () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()));
  audio.addEventListener("play", () => button.replaceChildren(icon("pause")));
  audio.addEventListener("pause", () => button.replaceChildren(icon("play")));
  audio.addEventListener("timeupdate", () => wave.style.setProperty("--done", `${(100 * audio.currentTime) / (audio.duration || 1)}%`));
  return element("span", { class: "voice" }, button, wave, element("small", {}, "voice"));
}

function place(location) {
  const at = `${location.latitude.toFixed(4)}, ${location.longitude.toFixed(4)}`;
  return element("span", { class: "place" }, element("span", { class: "map", role: "img", "aria-label": `Map at ${at}` }, icon("pin")),
    location.label ? element("strong", { dir: "auto" }, location.label) : null, element("small", { dir: "auto" }, location.address || at));
}

export const initial = (name) => [...(name.trim() || "?")][0].toUpperCase();
