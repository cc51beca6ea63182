// Suggestions under the search box while somebody types: arrows choose, Enter opens, Escape closes.
const PAUSE = 200;
const FEWEST = 2;

function follow(box) {
  const list = document.createElement("ul");
  list.className = "offers";
  list.id = "goi-y";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  list.hidden = true;
  const heard = document.createElement("span");
  heard.className = "vh";
  heard.setAttribute("role", "status");
  box.after(list, heard);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) box.setAttribute(name, value);
  let wait = 0;
  let at = -1;

  function choose(next) {
    at = next;
    [...list.children].forEach((line, number) => line.setAttribute("aria-selected", String(number === at)));
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    choose(-1);
  }

  function lineOf({ text, note, href }, number) {
    const line = document.createElement("li");
    line.id = `goi-y-${number}`;
    line.setAttribute("role", "option");
    line.dataset.href = href;
    const small = document.createElement("span");
    small.textContent = note;
    line.append(text, small);
    line.addEventListener("mousedown", (event) => event.preventDefault());
    line.addEventListener("click", () => window.location.assign(href));
    return line;
  }

  async function ask() {
    const text = box.value.trim();
    if (text.length < FEWEST) return show(false);
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`);
      if (!answer.ok || text !== box.value.trim() || document.activeElement !== box) return;
      const { lines, told } = await answer.json();
      list.replaceChildren(...lines.map(lineOf));
      heard.textContent = told;
      show(lines.length > 0);
    } catch {
      // Without a connection there is nothing to offer; the box works as ever.
      show(false);
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", () => show(false));
  box.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") choose((at + 1) % count);
    else if (event.key === "ArrowUp") choose(at <= 0 ? count - 1 : at - 1);
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && at >= 0) window.location.assign(list.children[at].dataset.href);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("[data-suggest]").forEach(follow);
