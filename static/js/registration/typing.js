// Stores what is typed into a section while it is typed, and keeps a copy on this machine until it is stored.
// Without it the buttons of the form do the same.
import { drop, found, isAmong, isSame, isShared, mayShow, put, share, showAgain } from "./copies.js";

const PAUSE = 3000;
const AGAIN = 20000;
const COPY_AFTER = 400;
// What belongs to one sending and says nothing.
const OWN = new Set(["csrf_token", "once", "version", "tab", "turn", "then", "resumed", "of_session"]);

function newTab() {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// The line that says how far the text is stored must not lie over the field that is being filled in.
function uncover(line) {
  const field = document.activeElement;
  if (!field.matches("input, textarea, select") || line.contains(field)) return;
  const place = field.getBoundingClientRect(), { top } = line.getBoundingClientRect();
  if (place.top < innerHeight && place.bottom > top) scrollBy(0, Math.min(place.bottom - top + 8, place.top - 8));
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
  const place = `dvk:${words.who}:${words.place}`;
  const tab = hidden(form, "tab", newTab());
  const turn = hidden(form, "turn", "0");
  const key = `${place}#${tab.value}`;
  // Copies of earlier pages whose text this page shows: they go once it is on the server or in this page's copy.
  const held = [];
  let dirty = false, busy = false, over = false, waiting = 0, copying = 0;

  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OWN.has(name));
  // `at`: the sending that has all of it. What was typed after one began goes with the next.
  const keepCopy = (at = Number(turn.value) + 1) => {
    const copy = { fields: typed(), version: form.elements.version.value, tab: tab.value, turn: at };
    if (put(key, copy)) held.splice(0).forEach(drop);
  };
  const dropCopies = () => [key, ...held].forEach(drop);

  function say(text, button) {
    line.hidden = false;
    const status = line.querySelector("[role=status]");
    if (status.textContent !== text) status.textContent = text;
    line.querySelector("button").hidden = !button;
    line.querySelector("button").textContent = button || "";
    uncover(line);
  }

  function later(pause) {
    clearTimeout(waiting);
    waiting = setTimeout(send, pause);
  }

  function failed() {
    dirty = true;
    keepCopy();
    offline.hidden = navigator.onLine || isShared();
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
    // The copy that is still to be made would be of what is stored now, and nothing would take it away.
    clearTimeout(copying);
    dropCopies();
    box.querySelector("[data-in-form]")?.remove();
    form.dispatchEvent(new Event("stored"));
  }

  async function understand(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) stop(words.ended, words.again);
    else if (answer.ok) stored(await answer.json());
    else if (answer.status === 409) {
      const refusal = await answer.json();
      stop(refusal.message, refusal.state === "changed" ? words.both : "");
      // The server keeps it now, for this person alone.
      dropCopies();
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
    clearTimeout(copying);
    turn.value = Number(turn.value) + 1;
    if (dirty) keepCopy(Number(turn.value));
    over = true;
  });
  line.querySelector("button").addEventListener("click", () => form.requestSubmit());
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(true); });
  window.addEventListener("pagehide", () => send(true));
  // A page from the history shows what was; the server may know more by now.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("offline", () => { offline.hidden = isShared(); });
  window.addEventListener("online", () => { offline.hidden = true; later(0); });

  const sharing = box.querySelector("[data-shared]");
  sharing.hidden = false;
  sharing.querySelector("input").checked = isShared();
  sharing.querySelector("input").addEventListener("change", (event) => share(event.target.checked));

  const goOn = (copies) => {
    held.push(...copies.map((copy) => copy.key));
    dirty = true;
    later(PAUSE);
  };
  offer(box, form, found(place), typed(), goOn);
}

function timed(words, copy) {
  const how = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" };
  return words.replace("{t}", new Date(copy.at).toLocaleString(document.documentElement.lang, how));
}

// What becomes of the copies that are found when a page is opened.
function offer(box, form, copies, typed, goOn) {
  const words = box.dataset;
  const isFresh = !words.sent && !form.elements.resumed;
  const shown = copies.filter((copy) => isAmong(copy, words.sent) || isSame(copy, typed));
  const others = copies.filter((copy) => !shown.includes(copy) && !isAmong(copy, words.stored));
  for (const copy of copies) if (!shown.includes(copy) && !others.includes(copy)) drop(copy.key);
  // What is stored, or what the server keeps beside the other text, needs no copy.
  if (isFresh || box.querySelector(".clash")) for (const copy of shown) drop(copy.key);
  else if (shown.length) goOn(shown);
  if (words.shown) {
    const back = box.querySelector("[data-back-note]");
    back.querySelector("p").textContent = timed(words.back, shown[0] ?? { at: Date.now() });
    back.hidden = false;
  }
  const [waiting] = others;
  if (!waiting) return;
  if (isFresh && waiting.version === form.elements.version.value && mayShow(waiting)) showAgain(form, waiting, "again");
  else ask(box, form, waiting);
}

// The section says something else by now, or another page shows half-typed text: its person chooses.
function ask(box, form, copy) {
  const note = box.querySelector("[data-copy]");
  note.querySelector("p").textContent = timed(box.dataset.found, copy);
  note.hidden = false;
  // Over a newer text it is answered by the page that shows both.
  const then = copy.version === form.elements.version.value ? "again" : "";
  note.querySelector("[data-use]").addEventListener("click", () => showAgain(form, copy, then));
  note.querySelector("[data-drop]").addEventListener("click", () => {
    drop(copy.key);
    note.hidden = true;
  });
}

const box = document.querySelector("[data-typing]");
if (box) start(box);
