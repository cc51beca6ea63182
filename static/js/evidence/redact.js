// Boxes drawn over a picture by pointer or keyboard. They are the rows of numbers of the form, which works alone.
const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["x", "y", "w", "h"];
const STEP = 1;
const LEAST = 1;
const GRIP = 4;

const cover = document.querySelector("[data-cover]");
const picture = cover?.querySelector("svg");
const list = document.querySelector("[data-boxes]");
const status = cover?.querySelector("[data-status]");
const remover = cover?.querySelector("[data-remove]");
// The box that was touched last, which the button takes away.
let held = null;
const here = Number(cover?.dataset.page);

const within = (value, least, most) => Math.min(Math.max(value, least), most);
const inField = (value) => String(Math.round(value * 100) / 100).replace(".", document.documentElement.lang === "vi" ? "," : ".");
const rows = () => [...list.children];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const numbers = (row) => SIDES.map((name) => Number.parseFloat(field(row, name).value.replace(",", ".")));
const pageOf = (row) => Number.parseInt(field(row, "page")?.value || "1", 10);
const isEmpty = (row) => SIDES.every((name) => !field(row, name).value.trim());

function write(row, box) {
  const [x, y] = [within(box[0], 0, 100 - LEAST), within(box[1], 0, 100 - LEAST)];
  const values = [x, y, within(box[2], LEAST, 100 - x), within(box[3], LEAST, 100 - y)];
  SIDES.forEach((name, index) => { field(row, name).value = inField(values[index]); });
  if (field(row, "page")) field(row, "page").value = here;
}

// A row that is empty still, or a new one behind the last.
function spare() {
  const empty = rows().find(isEmpty);
  if (empty) return empty;
  const last = rows().at(-1);
  const number = rows().length;
  const row = last.cloneNode(true);
  row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+/, number + 1));
  for (const part of row.querySelectorAll("[id], [name], [for]")) {
    for (const name of ["id", "name", "for"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace(/-\d+-/, `-${number}-`));
    }
    if (part.value) part.value = "";
  }
  list.append(row);
  return row;
}

function words(row) {
  const [x, y, w, h] = numbers(row).map((value) => Math.round(value));
  const values = { n: rows().indexOf(row) + 1, x, y, w, h };
  return cover.dataset.words.replace(/\{(\w)\}/g, (_found, name) => values[name]);
}

// What is taken hold of to make a box larger or smaller.
function grip(row) {
  const [x, y, width, height] = numbers(row);
  const drawn = document.createElementNS(SVG, "rect");
  const values = { x: x + width - GRIP / 2, y: y + height - GRIP / 2, width: GRIP, height: GRIP, class: "grip" };
  for (const [name, value] of Object.entries(values)) drawn.setAttribute(name, value);
  drawn.row = row;
  drawn.grips = true;
  return drawn;
}

function shape(row) {
  const drawn = document.createElementNS(SVG, "rect");
  const [x, y, width, height] = numbers(row);
  for (const [name, value] of Object.entries({ x, y, width, height })) drawn.setAttribute(name, value);
  drawn.setAttribute("tabindex", "0");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", words(row));
  drawn.row = row;
  return drawn;
}

function draw(focused = null) {
  const shown = rows().filter((row) => !isEmpty(row) && pageOf(row) === here && !numbers(row).some(Number.isNaN));
  picture.replaceChildren(...shown.flatMap((row) => [shape(row), grip(row)]));
  [...picture.children].find((one) => one.row === focused && !one.grips)?.focus();
  held = focused ?? (shown.includes(held) ? held : null);
  remover.hidden = !held;
}

function tell(text, row) {
  status.textContent = text.replace("{n}", rows().indexOf(row) + 1);
}

function add(box) {
  const row = spare();
  write(row, box);
  draw(row);
  tell(cover.dataset.added, row);
}

function remove(row) {
  tell(cover.dataset.gone, row);
  for (const name of SIDES) field(row, name).value = "";
  draw();
  cover.querySelector("[data-add]").focus();
}

const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

function press(event) {
  const { row } = event.target;
  if (!row) return;
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(row);
    return;
  }
  const by = KEYS[event.key];
  if (!by) return;
  event.preventDefault();
  const [x, y, w, h] = numbers(row);
  if (event.shiftKey) write(row, [x, y, w + by[0], h + by[1]]);
  else write(row, [within(x + by[0], 0, 100 - w), within(y + by[1], 0, 100 - h), w, h]);
  draw(row);
}

function at(event) {
  const edges = picture.getBoundingClientRect();
  const place = [(event.clientX - edges.left) / edges.width, (event.clientY - edges.top) / edges.height];
  return place.map((share) => within(share * 100, 0, 100));
}

const between = ([x, y], [toX, toY]) => [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)];

// Dragging on the picture draws a box; dragging a box moves it.
function drag(event) {
  // A finger beside the boxes scrolls the page; a new box comes with the button.
  if (event.button || (event.pointerType === "touch" && !event.target.row)) return;
  event.preventDefault();
  const { row, grips } = event.target;
  const start = at(event);
  const old = row && numbers(row);
  const ghost = row ? null : document.createElementNS(SVG, "rect");
  if (ghost) picture.append(ghost);
  picture.setPointerCapture(event.pointerId);
  const moved = (to) => [old[0] + to[0] - start[0], old[1] + to[1] - start[1], old[2], old[3]];
  const follow = (move) => {
    if (row) {
      const [x, y, w, h] = moved(at(move));
      if (grips) write(row, [old[0], old[1], old[2] + x - old[0], old[3] + y - old[1]]);
      else write(row, [within(x, 0, 100 - w), within(y, 0, 100 - h), w, h]);
      draw(row);
      return;
    }
    ["x", "y", "width", "height"].forEach((name, index) => ghost.setAttribute(name, between(start, at(move))[index]));
  };
  const end = (last) => {
    picture.removeEventListener("pointermove", follow);
    ghost?.remove();
    const box = between(start, at(last));
    if (ghost && last.type === "pointerup" && box[2] > LEAST / 2 && box[3] > LEAST / 2) add(box);
    else if (row) draw(row);
  };
  picture.addEventListener("pointermove", follow);
  picture.addEventListener("pointerup", end, { once: true });
  picture.addEventListener("pointercancel", end, { once: true });
}

if (cover) {
  cover.querySelector("[data-tools]").hidden = false;
  cover.classList.add("cover--live");
  cover.querySelector("[data-add]").addEventListener("click", () => add([40, 40, 20, 10]));
  remover.addEventListener("click", () => { if (held) remove(held); });
  picture.addEventListener("keydown", press);
  picture.addEventListener("pointerdown", drag);
  list.addEventListener("input", () => draw());
  draw();
}
