// The part of a picture, drawn with the pointer or moved with the keys; the time of a recording, taken from it.
// Without this the same numbers are typed.
const STEP = 1;
const LEAST = 1;

function inField(number) {
  return String(Math.round(number * 10) / 10).replace(".", document.documentElement.lang === "vi" ? "," : ".");
}

function fromField(input) {
  const number = Number(input.value.trim().replace(",", "."));
  return input.value.trim() && Number.isFinite(number) ? number : null;
}

function within(number, low, high) {
  return Math.min(Math.max(number, low), high);
}

function drawing(group) {
  const stage = group.querySelector("[data-stage]");
  const box = group.querySelector("[data-box]");
  const status = group.querySelector("[data-status]");
  const field = (name) => group.querySelector(`[name="${name}"]`);
  const chosen = document.querySelector('input[name="kind"][value="region"]');
  let start = null;

  function draw(place) {
    for (const [name, value] of Object.entries(place)) {
      box.setAttribute({ x: "x", y: "y", w: "width", h: "height" }[name], value);
    }
  }

  function put(place) {
    draw(place);
    for (const [name, value] of Object.entries(place)) field(name).value = inField(value);
    chosen.checked = true;
    stage.classList.add("where--draws");
    field("x").dispatchEvent(new Event("input", { bubbles: true }));
  }

  function now() {
    const [x, y, w, h] = ["x", "y", "w", "h"].map((name) => fromField(field(name)));
    return [x, y, w, h].includes(null) ? null : { x, y, w, h };
  }

  function tell() {
    const place = now();
    if (!place) return;
    let words = group.dataset.told;
    for (const [name, value] of Object.entries(place)) words = words.replace(`{${name}}`, inField(value));
    status.textContent = words;
  }

  function at(event) {
    const frame = stage.getBoundingClientRect();
    return {
      x: within(((event.clientX - frame.left) / frame.width) * 100, 0, 100),
      y: within(((event.clientY - frame.top) / frame.height) * 100, 0, 100),
    };
  }

  function between(one, other) {
    const x = within(Math.min(one.x, other.x), 0, 100 - LEAST);
    const y = within(Math.min(one.y, other.y), 0, 100 - LEAST);
    return {
      x,
      y,
      w: within(Math.abs(one.x - other.x), LEAST, 100 - x),
      h: within(Math.abs(one.y - other.y), LEAST, 100 - y),
    };
  }

  stage.addEventListener("pointerdown", (event) => {
    // A finger on the picture scrolls the page, unless its owner said that a part is to be marked.
    if (event.button || (event.pointerType === "touch" && !chosen.checked)) return;
    start = at(event);
    stage.setPointerCapture(event.pointerId);
    event.preventDefault();
    stage.focus();
  });
  stage.addEventListener("pointermove", (event) => {
    if (start) draw(between(start, at(event)));
  });
  stage.addEventListener("pointerup", (event) => {
    if (!start) return;
    const end = at(event);
    // A tap is no part; it would take away what was drawn before.
    if (Math.abs(end.x - start.x) > LEAST && Math.abs(end.y - start.y) > LEAST) put(between(start, end));
    else draw(now() ?? { x: 0, y: 0, w: 0, h: 0 });
    start = null;
    tell();
  });
  stage.addEventListener("pointercancel", () => {
    start = null;
    draw(now() ?? { x: 0, y: 0, w: 0, h: 0 });
  });
  stage.addEventListener("keydown", (event) => {
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (across === undefined) return;
    event.preventDefault();
    const place = now() ?? { x: 25, y: 25, w: 50, h: 50 };
    if (event.shiftKey) {
      place.w = within(place.w + across * STEP, LEAST, 100 - place.x);
      place.h = within(place.h + down * STEP, LEAST, 100 - place.y);
    } else {
      place.x = within(place.x + across * STEP, 0, 100 - place.w);
      place.y = within(place.y + down * STEP, 0, 100 - place.h);
    }
    put(place);
    tell();
  });
  for (const name of ["x", "y", "w", "h"]) field(name).addEventListener("change", () => draw(now() ?? {}));

  const told = () => stage.classList.toggle("where--draws", chosen.checked);
  for (const one of document.querySelectorAll('input[name="kind"]')) one.addEventListener("change", told);
  told();

  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-label", group.querySelector("legend").textContent);
  stage.dataset.live = "";
  group.querySelector("span[data-live]").hidden = false;
}

function timing(group) {
  const media = group.querySelector("video, audio");
  const chosen = document.querySelector('input[name="kind"][value="time"]');
  group.querySelector("p[data-live]").hidden = false;
  for (const button of group.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => {
      const seconds = Math.floor(media.currentTime);
      const rest = String(seconds % 60).padStart(2, "0");
      const field = group.querySelector(`[name="${button.dataset.take}"]`);
      field.value = `${Math.floor(seconds / 60)}:${rest}`;
      chosen.checked = true;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

for (const group of document.querySelectorAll("[data-place]")) drawing(group);
for (const group of document.querySelectorAll("[data-time]")) timing(group);
