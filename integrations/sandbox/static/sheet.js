// The sheet that slides over the phone: rows of a list, emojis, small forms.
import { element } from "./words.js";

const sheet = document.getElementById("sheet");

sheet.addEventListener("click", (event) => {
  if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
});

export function openSheet(title, ...children) {
  document.getElementById("sheet-title").textContent = title;
  document.getElementById("sheet-body").replaceChildren(...children);
  sheet.showModal();
  sheet.querySelector("#sheet-body :is(input, [aria-checked=true], button)")?.focus();
}

export const closeSheet = () => sheet.close();

// A small form: fields are [name, label, value, attributes]; `done` gets what was written.
export function openForm(title, fields, button, done) {
  const inputs = fields.map(([name, label, value, attributes = {}]) => {
    const input = element("input", { name, ...attributes });
    if (attributes.type === "checkbox") {
      input.checked = Boolean(value);
      return element("label", { class: "check" }, input, label);
    }
    input.value = value;
    return element("label", {}, label, input);
  });
  const form = element("form", {}, ...inputs, element("button", { class: "primary" }, button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = Object.fromEntries(fields.map(([name, , , attributes = {}]) => {
      const input = form.elements[name];
      return [name, attributes.type === "checkbox" ? input.checked : input.value.trim()];
    }));
    if (await done(written)) closeSheet();
  });
  openSheet(title, form);
}
