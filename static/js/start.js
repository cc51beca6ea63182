// Small comforts on every page. Each works alone; without them the page does the same job.

// Says how many letters are left in a long text. Screen readers hear it only after a pause.
const PAUSE = 1000;

function sentence(note, left) {
  const words = left < 0 ? note.dataset.over : note.dataset.one;
  return words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
}

function countLetters(root) {
  for (const note of root.querySelectorAll("[data-count]")) {
    const box = root.getElementById(note.dataset.count);
    if (!box) continue;
    const limit = Number(box.dataset.limit);
    const heard = document.createElement("span");
    heard.className = "vh";
    heard.setAttribute("role", "status");
    note.after(heard);
    let wait = 0;
    const show = () => {
      const left = limit - [...box.value.replaceAll("\r\n", "\n")].length;
      note.textContent = sentence(note, left);
      note.classList.toggle("count--over", left < 0);
      clearTimeout(wait);
      if (left < limit / 10) wait = setTimeout(() => { heard.textContent = note.textContent; }, PAUSE);
    };
    if (box.value) show();
    box.addEventListener("input", show);
  }
}

// Warns before typed words are lost and keeps a second click from sending a form twice.
const AGAIN = 8000;

function holdButtons(form) {
  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  status.textContent = form.dataset.once;
  form.append(status);
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
}

function letButtons(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

function guard(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  for (const done of ["submit", "stored"]) form.addEventListener(done, () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}

function guardForms(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) guard(form);
  for (const form of root.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      // After the browser has read which button was pressed.
      setTimeout(() => holdButtons(form));
      setTimeout(() => letButtons(form), AGAIN);
    });
  }
  // A page that comes back from the history must be usable again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) root.querySelectorAll("form[data-once]").forEach(letButtons);
  });
}

// Menus close on Escape and on a click beside them; on phones the footer's menu opens as a sheet.
function closeOthers(menus, kept) {
  for (const menu of menus) if (menu !== kept) menu.open = false;
}

function openSheet(link, list) {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn--quiet btn--sm sheet__close";
  close.textContent = link.dataset.close;
  close.addEventListener("click", () => sheet.close());
  const copy = list.cloneNode(true);
  copy.removeAttribute("class");
  sheet.append(close, copy);
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
  sheet.addEventListener("close", () => { sheet.remove(); link.focus(); });
  document.body.append(sheet);
  sheet.showModal();
}

function openMenus(root) {
  const menus = [...root.querySelectorAll("details[data-menu]")];
  root.addEventListener("click", (event) => closeOthers(menus, event.target.closest("details[data-menu]")));
  root.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  const link = root.querySelector("a.menu[data-close]");
  const list = root.querySelector(".foot__nav");
  if (!link || !list || !window.HTMLDialogElement) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openSheet(link, list);
  });
}

// Text that could not be stored yet lies on this machine for seven days at most, and never after signing out.
const KEPT = 7 * 24 * 3600 * 1000;

function clearCopies(isOver) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("dvk:") && isOver(JSON.parse(localStorage.getItem(key)))) localStorage.removeItem(key);
    }
  } catch {
    // A machine that keeps nothing has nothing to clear.
  }
}

function clearAway(root) {
  clearCopies((copy) => Date.now() - copy.at > KEPT);
  for (const form of root.querySelectorAll("form[action$='/dang-xuat']")) {
    form.addEventListener("submit", () => clearCopies(() => true));
  }
}

countLetters(document);
clearAway(document);
guardForms(document);
openMenus(document);
