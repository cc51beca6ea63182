// On wide screens a filter that is ticked shows its results shortly after; the button is for browsers without
// scripts and for narrow screens. The new page takes up focus, scroll and open groups where the old one was.
const PAUSE = 600;
const KEY = "filters";
const wide = window.matchMedia("(min-width: 64rem)");

function follow(form) {
  const button = form.querySelector(":scope > button[type=submit]");
  let wait = 0;

  function fit() {
    button.hidden = wide.matches;
  }

  function keep() {
    const at = document.activeElement;
    const open = [...form.querySelectorAll("details")].map((group) => group.open);
    const kept = { path: location.pathname, name: at?.name, value: at?.value, top: window.scrollY, open };
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  }

  function takeUp() {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    if (!kept || kept.path !== location.pathname) return;
    form.querySelectorAll("details").forEach((group, index) => {
      group.open = kept.open[index] ?? group.open;
    });
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    boxes.find((box) => box.name === kept.name && box.value === kept.value)?.focus({ preventScroll: true });
    window.scrollTo({ top: kept.top, behavior: "instant" });
  }

  form.addEventListener("change", (event) => {
    clearTimeout(wait);
    if (!wide.matches || (event.target.type !== "checkbox" && !event.target.value)) return;
    wait = setTimeout(() => form.requestSubmit(), PAUSE);
  });
  form.addEventListener("submit", keep);
  wide.addEventListener("change", fit);
  fit();
  takeUp();
}

document.querySelectorAll("form[data-filters]").forEach(follow);

// The order of the results changes as soon as one is chosen; the button is for browsers without scripts.
for (const select of document.querySelectorAll("select[data-submit]")) {
  const button = select.form.querySelector("button[type=submit]");
  if (button) button.hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit());
}
