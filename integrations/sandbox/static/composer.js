// The line where one writes, and what can be attached.
import { quoteOf } from "./chat.js";
import { openForm } from "./sheet.js";
import { element } from "./words.js";

const SAMPLES = [
  ["📷", "Photo", "photo.jpg", "image/jpeg"],
  ["🎤", "Voice message", "voice.ogg", "audio/ogg"],
  ["📄", "Document", "document.pdf", "application/pdf"],
  ["👤", "Contact", "contact.vcf", "text/vcard"],
  ["⭐", "Sticker", "sticker.webp", "image/webp"],
];

export class Composer {
  constructor(act, numberOf) {
    this.act = act;
    this.numberOf = numberOf;
    this.quoted = null;
    this.form = document.getElementById("composer");
    this.text = document.getElementById("text");
    this.menu = document.getElementById("attachments");
    this.button = document.getElementById("attach");
    this.upload = document.getElementById("upload");
    this.listen();
    this.fillMenu();
  }

  listen() {
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.quote(null);
    });
    this.text.addEventListener("input", () => this.grow());
    document.getElementById("unquote").addEventListener("click", () => this.quote(null));
    this.button.addEventListener("click", () => this.toggle(this.menu.hidden));
    this.menu.addEventListener("keydown", (event) => this.move(event));
    document.addEventListener("click", (event) => { if (!event.target.closest("#attach, #attachments")) this.toggle(false); });
    this.upload.addEventListener("change", () => this.own());
  }

  fillMenu() {
    const entry = (sign, name, chosen) => element("button", { type: "button", role: "menuitem", onclick: () => { this.toggle(false); chosen(); } }, element("span", {}, sign), name);
    this.menu.append(
      ...SAMPLES.map(([sign, name, file, type]) => entry(sign, name, () => this.sample(file, type))),
      entry("📍", "Location", () => this.location()),
      entry("📁", "A file of yours…", () => this.upload.click()),
      entry("🔗", "Open a deep link…", () => this.link()),
    );
  }

  async send() {
    const text = this.text.value.trim();
    if (!text) return;
    const order = { kind: "text", text };
    if (this.quoted) order.quotes = this.quoted.sid;
    this.text.value = "";
    this.grow();
    this.quote(null);
    if (!(await this.act(order))) this.write(text);
  }

  write(text) {
    this.text.value = text;
    this.grow();
    this.text.focus();
  }

  quote(message) {
    this.quoted = message;
    document.getElementById("quoting").hidden = !message;
    if (!message) return;
    const words = message.text || message.location?.label || message.type;
    document.getElementById("quoted").replaceChildren(quoteOf({ mine: message.mine, text: words }));
    this.text.focus();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }

  toggle(isOpen) {
    this.menu.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.menu.firstElementChild.focus();
  }

  move(event) {
    const entries = [...this.menu.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length].focus();
    } else if (event.key === "Escape") {
      this.toggle(false);
      this.button.focus();
    }
  }

  async sample(name, type) {
    const answer = await fetch(`/static/samples/${name}`);
    this.file(await answer.blob(), name, type);
  }

  own() {
    const [file] = this.upload.files;
    if (file) this.file(file, file.name, file.type || "application/octet-stream");
    this.upload.value = "";
  }

  file(blob, name, type) {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const caption = this.text.value.trim();
      this.text.value = "";
      this.grow();
      this.act({ kind: "file", type, name, caption, content: String(reader.result).split(",", 2)[1] });
    });
    reader.readAsDataURL(blob);
  }

  location() {
    const number = { inputmode: "decimal", required: true };
    openForm("Share a location", [["latitude", "Latitude", "18.5204", number], ["longitude", "Longitude", "73.8567", number], ["label", "Name", "Pune"], ["address", "Address", "Maharashtra, India"]], "Send",
      (written) => this.act({ kind: "location", ...written }));
  }

  link() {
    openForm("Open a deep link", [["url", "Link", `https://wa.me/${this.numberOf().replace("+", "")}?text=Hi`, { required: true }]], "Open and send",
      (written) => this.act({ kind: "link", ...written }));
  }
}

