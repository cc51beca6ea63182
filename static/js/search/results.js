// What the page of results does at once: its order, the tray for comparing, filters. One file, as the page is
// at its limit of weight.

// The order of the results changes as soon as one is chosen; the button is for browsers without scripts.
for (const select of document.querySelectorAll("select[data-submit]")) {
  const button = select.form.querySelector("button[type=submit]");
  if (button) button.hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Says at the foot of the window what was ticked for comparing; the button works without this.
function followTray(tray) {
  const form = document.getElementById("so-sanh");
  if (!form) return;
  const told = tray.querySelector("[data-told]");
  const list = tray.querySelector("ul");
  const most = Number(tray.dataset.most);
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=so-sanh]")];

  function titleOf(box) {
    return box.closest("li").querySelector(".hit__title").textContent.trim();
  }

  function itemOf(code, title) {
    const item = document.createElement("li");
    item.dataset.code = code;
    item.textContent = title;
    return item;
  }

  // Other pages, orders and filters of the results keep what was ticked on this one.
  function carry(codes) {
    for (const link of document.querySelectorAll(".pager a, .chips a")) {
      const to = new URL(link.href);
      to.searchParams.delete("so-sanh");
      for (const code of codes) to.searchParams.append("so-sanh", code);
      link.href = to.href;
    }
    for (const other of document.querySelectorAll("form.sort, form.facets")) {
      for (const old of other.querySelectorAll("input[name=so-sanh]")) old.remove();
      for (const code of codes) {
        const kept = document.createElement("input");
        [kept.type, kept.name, kept.value] = ["hidden", "so-sanh", code];
        other.append(kept);
      }
    }
  }

  function show() {
    const elsewhere = [...list.children].filter((item) => !boxes.some((box) => box.value === item.dataset.code));
    const ticked = boxes.filter((box) => box.checked).map((box) => itemOf(box.value, titleOf(box)));
    list.replaceChildren(...elsewhere, ...ticked);
    carry([...list.children].map((item) => item.dataset.code));
    const count = list.children.length;
    list.hidden = count === 0;
    const words = count === 0 ? tray.dataset.none : count === 1 ? tray.dataset.one : tray.dataset.many;
    told.textContent = words.replace("{n}", count);
    for (const box of boxes) box.disabled = !box.checked && count >= most;
  }

  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

document.querySelectorAll("[data-tray]").forEach(followTray);

// On wide screens a filter that is ticked shows its results shortly after; the button is for browsers without
// scripts and for narrow screens. The new page takes up focus, scroll and open groups where the old one was.
const PAUSE = 600;
const KEY = "filters";
const wide = window.matchMedia("(min-width: 64rem)");

function followFilters(form) {
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

document.querySelectorAll("form[data-filters]").forEach(followFilters);
