// While a model's name and summary are typed, shows those of the register that are most like it.
const PAUSE = 900;
const FEWEST = 8;

function lineOf(model) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = model.href;
  link.textContent = model.title;
  link.target = "_blank";
  link.rel = "noopener";
  const where = document.createElement("span");
  where.className = "sm muted";
  where.textContent = model.where;
  if (model.why) where.append(document.createElement("br"), model.why);
  line.append(link, " ", where);
  return line;
}

function follow(box) {
  const form = box.closest("form");
  const title = form.elements.title;
  const summary = form.elements.summary;
  const list = box.querySelector("ul");
  const heard = box.querySelector("[role=status]");
  let wait = 0;
  let asked = `${title.value}\n${summary.value}`;

  async function look() {
    const now = `${title.value}\n${summary.value}`;
    if (now === asked || title.value.trim().length < FEWEST) return;
    asked = now;
    const sent = new FormData();
    sent.set("csrf_token", form.elements.csrf_token.value);
    sent.set("title", title.value);
    sent.set("summary", summary.value);
    sent.set("but", box.dataset.but);
    try {
      const answer = await fetch(box.dataset.similar, { method: "POST", body: sent });
      if (!answer.ok || now !== asked) return;
      const { models, told } = await answer.json();
      list.replaceChildren(...models.map(lineOf));
      box.hidden = !models.length;
      heard.textContent = told;
    } catch {
      // Without a connection there is nothing to show; the next letter tries again.
      asked = "";
    }
  }

  for (const field of [title, summary]) {
    field.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(look, PAUSE);
    });
  }
}

document.querySelectorAll("[data-similar]").forEach(follow);
