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

export function copies(who) {
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
    if (copy && JSON.stringify(copy.fields) === JSON.stringify(typed())) goOn();
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

  return { put, drop, offer };
}
