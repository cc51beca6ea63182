// On a ballot: shows the words of the chosen level only, and gives the points a minus and a plus.
function showChosen(criterion) {
  const chosen = criterion.querySelector(".bands input:checked");
  for (const radio of criterion.querySelectorAll(".bands input")) {
    const words = document.getElementById(radio.getAttribute("aria-describedby"));
    if (words) words.hidden = Boolean(chosen) && radio !== chosen;
  }
}

function stepButton(input, step, text, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    const now = Number(input.value.replace(",", ".")) || 0;
    input.value = String(Math.max(0, Math.round((now + step) * 100) / 100));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return button;
}

for (const criterion of document.querySelectorAll(".crit")) {
  showChosen(criterion);
  criterion.addEventListener("change", () => showChosen(criterion));
}
for (const box of document.querySelectorAll("[data-step]")) {
  const input = box.querySelector("input");
  box.prepend(stepButton(input, -1, "−", box.dataset.less));
  box.append(stepButton(input, 1, "+", box.dataset.more));
}

// A form that came back inside the panel: from what is wrong down to its button, as much as the screen holds.
document.querySelector(".checking .fold .errsum")?.scrollIntoView();
