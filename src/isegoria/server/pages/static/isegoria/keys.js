// One key in place of one click, while the focus is in the list of choices (WCAG 2.1.4: keys work on focus only).
"use strict";
const choices = document.querySelector("form[data-keys]");
if (choices) {
  const first = choices.querySelector("button");
  if (document.querySelector(".done") && first) first.focus();
  choices.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.tagName === "SELECT") return;
    const choice = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (choice) {
      event.preventDefault();
      choice.click();
    }
  });
}
