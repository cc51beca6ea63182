// Shows the buttons that print the page, and opens what is folded so that paper has all of it.
const folded = () => document.querySelectorAll("main details:not([open])");
let opened = [];

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

window.addEventListener("beforeprint", () => {
  opened = [...folded()];
  for (const part of opened) part.open = true;
});

window.addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
  opened = [];
});
