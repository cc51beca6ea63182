// Files that send themselves, in place of a form that must be sent whole. Without this module the form does the job.
import { reduced } from "./reduce.js";
import { Row, filled, sizeOf } from "./row.js";
import { Transfer, forget, unfinished } from "./transfer.js";

const AT_ONCE = 2;
const REMEMBERED = "mc-thu-nho";
const form = document.getElementById("them");
const box = form?.querySelector("[data-sending]");
const part = (name) => box.querySelector(`[data-${name}]`);
const entries = [];
let started = false;

function chosenShrink() {
  return part("shrink").checked && !form.elements.keep_original?.checked;
}

// Which way the file goes: {entry} keeps what was chosen, what is sent, and its row.
function add(file) {
  const row = new Row(part("row"), file.name, "");
  const entry = { file, row, state: "waiting", sent: 0, size: file.size };
  entries.push(entry);
  row.preview(file);
  row.show(`${box.dataset.waiting}, ${sizeOf(file.size)}`);
  row.buttons({});
  row.cancel.addEventListener("click", () => drop(entry));
  row.pause.addEventListener("click", () => entry.transfer?.pause());
  row.go.addEventListener("click", () => {
    started = true;
    going(entry);
    entry.transfer.go();
  });
  part("rows").append(row.element);
  part("own").hidden = false;
  return entry;
}

async function drop(entry) {
  const next = entry.row.element.nextElementSibling || entry.row.element.previousElementSibling;
  entry.state = "gone";
  entries.splice(entries.indexOf(entry), 1);
  entry.row.element.remove();
  (next?.querySelector("button:not([hidden])") || form.querySelector("input[type=file]")).focus();
  if (entry.forgotten) await entry.forgotten();
  await entry.transfer?.cancel();
  total();
  pump();
}

function ready(file) {
  const again = entries.find((one) => one.left && one.left.name.replace(/\.\w+$/, "") === file.name.replace(/\.\w+$/, ""));
  if (again) {
    // Chosen again after a closed page: the row that waited for it goes on.
    again.row.element.remove();
    entries.splice(entries.indexOf(again), 1);
  }
  return add(file);
}

function choose(files) {
  for (const file of files) ready(file);
  const first = entries.find((entry) => entry.state === "waiting");
  first?.row.captionField.focus();
}

function metadataOf(entry) {
  const caption = entry.row.captionField.value.trim() || form.elements.caption.value.trim();
  const values = { caption, at: box.dataset.at };
  for (const name of ["visibility", "aspect", "taken_on", "result"]) values[name] = form.elements[name]?.value || "";
  if (form.elements.has_personal_data.checked) values.personal = "1";
  if (form.elements.keep_original?.checked) values.original = "1";
  return values;
}

function going(entry) {
  entry.state = "going";
  entry.row.buttons({ pause: true });
}

const HEARD = {
  going(entry, { sent }) {
    entry.sent = sent;
    say(entry, "going", sent);
    entry.row.buttons({ pause: true });
  },
  checking(entry) {
    entry.sent = entry.size;
    say(entry, "checking", entry.size);
  },
  lost(entry, { sent }) { say(entry, "lost", sent); },
  paused(entry, { sent }) {
    entry.state = "paused";
    say(entry, "paused", sent);
    entry.row.buttons({ go: true });
    pump();
  },
  done(entry) {
    entry.state = "done";
    entry.sent = entry.size;
    say(entry, "done", entry.size);
    entry.row.buttons({ cancel: false });
    pump();
  },
  failed(entry, { why, field, status, begun }) {
    entry.state = "failed";
    entry.sent = 0;
    entry.why = why || box.dataset.refused;
    entry.field = field;
    // Refused before a byte of it went: what is said of it can be corrected, then it is sent like a new one.
    entry.again = Boolean(status) && status < 500 && !begun;
    entry.row.captionField.disabled = !entry.again;
    entry.row.show(filled(box.dataset.failed, { w: entry.why }), { bad: true });
    // Of what came, the server refuses again what it refused; a line that was lost may come back.
    entry.row.buttons({ go: !status || status >= 500 });
    pump();
  },
};

function say(entry, words, sent) {
  const values = { a: sizeOf(sent), b: sizeOf(entry.size) };
  entry.row.show(filled(box.dataset[words], values), { sent, size: entry.size });
  total();
}

async function begin(entry) {
  entry.state = "going";
  let { file } = entry;
  if (chosenShrink()) {
    entry.row.show(box.dataset.shrinking);
    file = await reduced(file);
  }
  if (entry.state === "gone") return;
  entry.size = file.size;
  entry.row.captionField.disabled = true;
  entry.transfer = new Transfer(file, {
    at: box.dataset.at,
    token: box.dataset.token,
    metadata: metadataOf(entry),
    tell: (state, details) => { if (entry.state !== "gone") HEARD[state](entry, details); },
  });
  going(entry);
  entry.transfer.start();
}

function pump() {
  if (!started) return;
  const active = entries.filter((entry) => entry.state === "going").length;
  const waiting = entries.filter((entry) => entry.state === "waiting");
  // More than so many may go when one that was paused goes on.
  waiting.slice(0, Math.max(0, AT_ONCE - active)).forEach(begin);
  if (!entries.some((entry) => ["going", "waiting", "paused"].includes(entry.state))) finish();
}

function total() {
  const ours = entries.filter((entry) => !entry.left);
  const [sent, size] = ["sent", "size"].map((name) => ours.reduce((sum, entry) => sum + entry[name], 0));
  part("all-line").hidden = !started || !ours.length;
  part("all-line").querySelector("progress").value = size ? sent / size : 0;
  part("all-words").textContent = filled(box.dataset.all, {
    n: ours.filter((entry) => entry.state === "done").length, m: ours.length, a: sizeOf(sent), b: sizeOf(size),
  });
}

// The list below as it is now, without losing what is being typed here.
async function refresh() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of ["#tep", ".wanted", "#co-minh-chung", "#da-dung"]) {
    const [old, now] = [document, fresh].map((page) => page.querySelector(place));
    if (old && now) old.replaceWith(document.importNode(now, true));
  }
}

async function finish() {
  started = false;
  const [done, failed] = ["done", "failed"].map((state) => entries.filter((entry) => entry.state === state));
  if (done.length + failed.length) part("status").textContent = filled(failed.length ? box.dataset.some : box.dataset.ended,
    { n: done.length, m: failed.length });
  await refresh();
  for (const entry of done) {
    entry.row.element.remove();
    entries.splice(entries.indexOf(entry), 1);
  }
  part("all-line").hidden = true;
  if (failed.length) return showFailures(failed);
  if (done.length) {
    form.elements.caption.value = "";
    form.elements.caption.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("tep-h")?.focus();
  }
}

function showFailures(failed) {
  const wrong = part("wrong");
  wrong.querySelector("ul").replaceChildren(...failed.map((entry) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${form.elements[entry.field]?.id || entry.row.captionField.id}`;
    link.textContent = `${entry.file.name}: ${entry.why}`;
    line.append(link);
    return line;
  }));
  wrong.hidden = false;
  wrong.focus();
}

// What an earlier sending of the whole form said no longer holds once files send themselves.
function clearRefusal() {
  for (const old of document.querySelectorAll(".errsum:not([data-wrong]), .addfiles > .note, #them .msg")) old.remove();
  for (const place of form.querySelectorAll(".fld--err")) place.classList.remove("fld--err");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

function submit(event) {
  const failed = entries.filter((entry) => entry.state === "failed");
  for (const entry of failed.filter((one) => one.again)) entry.state = "waiting";
  const ours = entries.filter((entry) => entry.state === "waiting");
  if (!ours.length && !failed.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  clearRefusal();
  part("wrong").hidden = true;
  if (!ours.length) return showFailures(failed);
  const shared = form.elements.caption.value.trim();
  const missing = ours.find((entry) => !shared && !entry.row.captionField.value.trim());
  if (missing) {
    missing.row.show(box.dataset.caption, { bad: true });
    missing.row.captionField.focus();
    return;
  }
  started = true;
  part("status").textContent = filled(box.dataset.started, { m: ours.length });
  total();
  pump();
}

// How an upload stands on the server; null when that cannot be learned now.
async function askedFor(one) {
  const answer = await fetch(one.address, { headers: { Accept: "application/json" } }).catch(() => null);
  if ([404, 410].includes(answer?.status)) return { state: "ended" };
  return answer?.ok ? answer.json().catch(() => null) : null;
}

async function recall() {
  for (const one of await unfinished(box.dataset.at)) {
    const state = await askedFor(one);
    // A server that is busy or asks to sign in says nothing of the file: where it was stays known.
    if (state?.state && state.state !== "receiving") {
      forget(one.key);
      continue;
    }
    const entry = add({ name: one.name, size: one.size, type: "" });
    Object.assign(entry, { state: "left", left: one, forgotten: () => dismiss(one) });
    entry.row.captionField.hidden = true;
    say(entry, "again", state?.offset ?? 0);
  }
}

async function dismiss(one) {
  await forget(one.key);
  const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": box.dataset.token };
  await fetch(one.address, { method: "DELETE", headers }).catch(() => {});
}

function listen() {
  for (const input of form.querySelectorAll("input[data-chosen]")) {
    input.addEventListener("change", () => {
      choose([...input.files]);
      input.value = "";
    });
  }
  form.addEventListener("submit", submit, true);
  const panel = form.closest(".addfiles");
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    choose([...event.dataTransfer.files]);
  });
  window.addEventListener("beforeunload", (event) => {
    if (entries.some((entry) => ["going", "waiting"].includes(entry.state))) event.preventDefault();
  });
  const shrink = part("shrink");
  shrink.checked = localStorage.getItem(REMEMBERED) !== "0";
  shrink.addEventListener("change", () => localStorage.setItem(REMEMBERED, shrink.checked ? "1" : "0"));
}

if (box && window.tus?.isSupported) {
  box.hidden = false;
  listen();
  recall();
}
