// Stores what is typed into a section while it is typed, and keeps a copy on this machine until it is stored.
// Without it the buttons of the form do the same.

const PAUSE = 3000;
const AGAIN = 20000;
const COPY_AFTER = 400;
// What belongs to one sending and says nothing.
const OWN = new Set(["csrf_token", "once", "version", "tab", "turn", "then", "resumed"]);

// The copy of half-typed text on this machine: one for each page and person, gone once it is stored.
const SHARED = "dvk-shared";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Sends the copy to the page of the section, which shows it again and stores nothing yet.
function showAgain(form, copy) {
  const again = document.createElement("form");
  again.method = "post";
  const own = [["csrf_token", form.elements.csrf_token.value], ["version", copy.version], ["then", "rows"]];
  for (const [name, value] of [...own, ...copy.fields]) {
    const input = document.createElement("textarea");
    input.name = name;
    input.value = value;
    again.append(input);
  }
  again.hidden = true;
  document.body.append(again);
  again.submit();
}

function copies(who) {
  const key = `dvk:${who}:${location.pathname}`;
  const isShared = () => localStorage.getItem(SHARED) === "1";
  const drop = () => localStorage.removeItem(key);

  function put(copy) {
    if (isShared()) return;
    try {
      localStorage.setItem(key, JSON.stringify({ ...copy, at: Date.now() }));
    } catch {
      // The machine keeps nothing or is full: what is typed is still on the page.
    }
  }

  function offer(box, form, typed, goOn) {
    const copy = read(key);
    const note = box.querySelector("[data-copy]");
    if (box.querySelector(".clash")) drop();
    else if (copy && JSON.stringify(copy.fields) === JSON.stringify(typed())) goOn();
    else if (copy && copy.tab === box.dataset.stored) drop();
    else if (copy) {
      const at = new Date(copy.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      note.querySelector("p").textContent = box.dataset.found.replace("{t}", at);
      note.hidden = false;
    }
    note.querySelector("[data-use]").addEventListener("click", () => showAgain(form, read(key)));
    note.querySelector("[data-drop]").addEventListener("click", () => { drop(); note.hidden = true; });
    const shared = box.querySelector("[data-shared]");
    shared.hidden = false;
    const tick = shared.querySelector("input");
    tick.checked = isShared();
    tick.addEventListener("change", () => {
      localStorage.setItem(SHARED, tick.checked ? "1" : "");
      if (tick.checked) for (const one of Object.keys(localStorage)) if (one.startsWith("dvk:")) localStorage.removeItem(one);
    });
  }

  return { put, drop, offer, isShared };
}

function newTab() {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

function hidden(form, name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
  return input;
}

function start(box) {
  const form = box.querySelector("form.form");
  const words = box.dataset;
  const line = box.querySelector("[data-line]");
  const offline = box.querySelector("[data-offline]");
  const kept = copies(words.who);
  const tab = hidden(form, "tab", newTab());
  const turn = hidden(form, "turn", "0");
  let dirty = false, busy = false, over = false, waiting = 0, copying = 0;

  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.has(name));
  const keepCopy = () => kept.put({ fields: typed(), version: form.elements.version.value, tab: tab.value });

  function say(text, button) {
    line.hidden = false;
    const status = line.querySelector("[role=status]");
    if (status.textContent !== text) status.textContent = text;
    line.querySelector("button").hidden = !button;
    line.querySelector("button").textContent = button || "";
  }

  function later(pause) {
    clearTimeout(waiting);
    waiting = setTimeout(send, pause);
  }

  function failed() {
    dirty = true;
    keepCopy();
    offline.hidden = navigator.onLine || kept.isShared();
    say(navigator.onLine ? words.failed : words.lost);
    later(AGAIN);
  }

  function stop(text, button) {
    over = true;
    keepCopy();
    say(text, button);
  }

  function stored(answer) {
    form.elements.version.value = answer.version;
    for (const [name, key] of Object.entries(answer.keys)) form.elements[name].value = key;
    offline.hidden = true;
    const left = answer.left.join(", ");
    say((left ? words.part : words.saved).replace("{t}", answer.at).replace("{f}", left));
    if (dirty) return;
    if (!left) kept.drop();
    form.dispatchEvent(new Event("stored"));
  }

  async function understand(answer) {
    if (answer.type === "opaqueredirect") stop(words.ended, words.again);
    else if (answer.ok) stored(await answer.json());
    else if (answer.status === 409) {
      const refusal = await answer.json();
      stop(refusal.message, refusal.state === "changed" ? words.both : "");
      // The server keeps it now, for this person alone.
      kept.drop();
    } else failed();
  }

  async function send(leaving = false) {
    if (!dirty || over || (busy && leaving !== true)) return;
    clearTimeout(waiting);
    turn.value = Number(turn.value) + 1;
    dirty = false;
    busy = true;
    say(words.saving);
    try {
      const body = new FormData(form);
      await understand(await fetch(words.typing, { method: "POST", body, redirect: "manual", keepalive: leaving === true }));
    } catch {
      failed();
    }
    busy = false;
    if (dirty) later(PAUSE);
  }

  form.addEventListener("input", () => {
    dirty = true;
    later(PAUSE);
    clearTimeout(copying);
    copying = setTimeout(keepCopy, COPY_AFTER);
  });
  // Sent without a link, the page itself would be gone: it waits, with what was typed, for the link.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    failed();
  }, { capture: true });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    turn.value = Number(turn.value) + 1;
    if (dirty) keepCopy();
    over = true;
  });
  line.querySelector("button").addEventListener("click", () => form.requestSubmit());
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(true); });
  window.addEventListener("pagehide", () => send(true));
  // A page from the history shows what was; the server may know more by now.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("offline", () => { offline.hidden = kept.isShared(); });
  window.addEventListener("online", () => { offline.hidden = true; later(0); });

  kept.offer(box, form, typed, () => { dirty = true; later(PAUSE); });
}

const box = document.querySelector("[data-typing]");
if (box) start(box);
