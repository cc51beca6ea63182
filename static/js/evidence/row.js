// One file in the list of what is being sent: its picture, its caption, how far it is, what can be done.
const UNITS = [[1024 ** 3, "GB"], [1024 ** 2, "MB"], [1024, "KB"]];

export function sizeOf(bytes) {
  const [unit, name] = UNITS.find(([least]) => bytes >= least) || UNITS[2];
  const digits = name === "KB" ? 0 : 1;
  const figure = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits });
  return `${figure.format(bytes / unit)}\u00a0${name}`;
}

export const filled = (text, values) => text.replace(/\{(\w)\}/g, (_found, name) => values[name] ?? "");

export class Row {
  constructor(template, name, caption) {
    this.element = template.content.firstElementChild.cloneNode(true);
    const find = (part) => this.element.querySelector(`[data-${part}]`);
    [this.words, this.captionField, this.pause, this.go, this.cancel] =
      ["words", "caption-field", "pause", "go", "cancel"].map(find);
    this.picture = this.element.querySelector(".sending__pic");
    this.bar = this.element.querySelector("progress");
    this.bar.setAttribute("aria-label", name);
    find("name").textContent = name;
    for (const place of this.element.querySelectorAll("[data-of]")) place.textContent = ` ${name}`;
    const id = `caption-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.captionField.id = id;
    find("caption-label").htmlFor = id;
    find("caption-label").append(` ${name}`);
    this.captionField.value = caption;
    this.words.id = `${id}-w`;
    this.captionField.setAttribute("aria-describedby", this.words.id);
  }

  preview(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return;
    const image = new Image(72, 54);
    image.alt = "";
    image.decoding = "async";
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    image.addEventListener("error", () => image.remove());
    this.picture.replaceChildren(image);
  }

  show(words, { sent = null, size = 1, bad = false } = {}) {
    this.words.textContent = words;
    this.words.classList.toggle("bad", bad);
    // A bar is full once everything was sent, which says nothing good of a file that was refused.
    this.bar.hidden = bad;
    if (sent !== null) this.bar.value = sent / size;
  }

  buttons({ pause = false, go = false, cancel = true }) {
    const had = [this.pause, this.go].includes(document.activeElement);
    this.pause.hidden = !pause;
    this.go.hidden = !go;
    this.cancel.hidden = !cancel;
    // The button that was pressed has given its place to the other one, which takes the focus too.
    if (had) (pause ? this.pause : go ? this.go : this.cancel).focus();
  }
}
