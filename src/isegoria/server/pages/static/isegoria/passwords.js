// A button beside each password shows what was typed. Without scripts there is none.
"use strict";
const texts = document.currentScript.dataset;
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = texts.show;
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? texts.show : texts.hide;
  });
  field.after(button);
  // what is sent is a password again, so that the browser does not keep it among what was typed
  field.form.addEventListener("submit", () => { field.type = "password"; });
}
