// Stores what is typed into a section while it is typed, and keeps a copy on this machine until it is stored.
// Without it the buttons of the form do the same.
import { copies } from "./copies.js";

const PAUSE = 3000;
const AGAIN = 20000;
const COPY_AFTER = 400;
// What belongs to one sending and says nothing.
const OWN = new Set(["csrf_token", "once", "version", "tab", "turn", "then", "resumed"]);

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
    offline.hidden = navigator.onLine;
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
  window.addEventListener("offline", () => { offline.hidden = false; });
  window.addEventListener("online", () => { offline.hidden = true; later(0); });

  kept.offer(box, form, typed, () => { dirty = true; later(PAUSE); });
}

const box = document.querySelector("[data-typing]");
if (box) start(box);
