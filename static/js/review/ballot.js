// A ballot that keeps itself: running total, the range of the chosen level, keys 1 to 4 inside the levels,
// and a draft that is saved three seconds after the last change. Without this the buttons do the same.
const PAUSE = 3000;
const AGAIN = 20000;

function numberOf(text) {
  const plain = text.trim().replace(",", ".");
  return /^[0-9]{1,4}(\.[0-9]{1,2})?$/.test(plain) ? Number(plain) : null;
}

function inWords(value) {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
}

function levelsOf(criterion) {
  return [...criterion.querySelectorAll(".bands input")].map((radio) => {
    const [low, high] = radio.nextElementSibling.lastChild.textContent.split("–").map(numberOf);
    return { radio, low, high };
  });
}

// Points beyond the sheet belong to no level.
function levelOf(levels, points) {
  return points > levels.at(-1)?.high ? undefined : levels.filter((level) => level.low <= points).pop();
}

// Points inside the chosen level, or with no level chosen inside the sheet, count for the total.
function soundPoints(criterion) {
  const levels = levelsOf(criterion);
  const points = numberOf(criterion.querySelector(".stepper input").value);
  const chosen = levels.find((level) => level.radio.checked);
  const most = levels.at(-1)?.high ?? 0;
  if (points === null || points > most) return null;
  return !chosen || levelOf(levels, points) === chosen ? points : null;
}

function showHint(criterion, words) {
  const levels = levelsOf(criterion);
  const chosen = levels.find((level) => level.radio.checked);
  const hint = criterion.querySelector(".stepper").nextElementSibling;
  const [lowest, highest] = [chosen || levels[0], chosen || levels.at(-1)];
  if (!highest || !hint) return;
  hint.textContent = words.replace("{low}", inWords(lowest.low)).replace("{high}", inWords(highest.high));
}

function showTotals(form) {
  let sum = 0, most = 0, done = 0;
  const all = [...form.querySelectorAll(".crit")];
  for (const criterion of all) {
    const points = soundPoints(criterion);
    const highest = levelsOf(criterion).at(-1)?.high ?? 0;
    const shown = criterion.querySelector("summary .pts");
    const chosen = criterion.querySelector(".bands input:checked ~ span b");
    const said = "check" in criterion.dataset ? chosen?.textContent : points !== null && inWords(points);
    shown.firstChild.textContent = said || "–";
    if (points === null) continue;
    done += 1;
    if ("apart" in criterion.dataset) continue;
    sum += points;
    most += highest;
  }
  const foot = form.querySelector("[data-total]");
  const said = foot.querySelector("output");
  said.firstChild.textContent = done ? inWords(sum) : "–";
  said.querySelector("small").textContent = done ? ` ${foot.dataset.of.replace("{most}", inWords(most))}` : "";
  foot.querySelector(".muted").textContent = foot.dataset.words.replace("{done}", done).replace("{count}", all.length);
  const brief = document.querySelector("[data-brief]");
  if (brief) brief.textContent = done ? `${inWords(sum)}/${inWords(most)}` : "–";
}

// The main button leads to the next criterion without points, and at the end to the summary.
function showOnward(form) {
  const button = form.querySelector("[data-onward]");
  const all = [...form.querySelectorAll(".crit")];
  const target = all.find((criterion) => soundPoints(criterion) === null && !criterion.open);
  button.value = target ? target.id.replace("tc-", "") : "submit";
  button.textContent = target ? button.dataset.onward.replace("{n}", all.indexOf(target) + 1) : button.dataset.end;
}

// Typing points chooses the level they belong to while none was chosen by hand, and none when they belong nowhere.
function chooseLevel(criterion, input) {
  const levels = levelsOf(criterion);
  const chosen = levels.find((level) => level.radio.checked);
  const points = numberOf(input.value);
  if (chosen && chosen.radio.value !== criterion.dataset.followed) return;
  const fits = points === null ? undefined : levelOf(levels, points);
  if (fits === chosen) return;
  if (fits) follow(criterion, fits);
  else leave(criterion, chosen);
}

function follow(criterion, level) {
  criterion.dataset.followed = level.radio.value;
  level.radio.checked = true;
  level.radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function leave(criterion, level) {
  delete criterion.dataset.followed;
  level.radio.checked = false;
  level.radio.dispatchEvent(new Event("change", { bubbles: true }));
}

// A level that stands there with points of its own was taken from them: it goes on following them.
function recallLevel(criterion, input) {
  const levels = levelsOf(criterion);
  const points = numberOf(input.value);
  const chosen = levels.find((level) => level.radio.checked);
  if (chosen && points !== null && levelOf(levels, points) === chosen) criterion.dataset.followed = chosen.radio.value;
}

// Points beyond a level that was chosen by hand: says which level they belong to, and offers it.
function fitOf(criterion) {
  const levels = levelsOf(criterion);
  const points = numberOf(criterion.querySelector(".stepper input").value);
  const chosen = levels.find((level) => level.radio.checked);
  const fits = points === null ? null : levelOf(levels, points);
  return chosen && fits && fits !== chosen ? { level: fits, points } : null;
}

function showFit(criterion) {
  const box = criterion.querySelector("[data-fits]");
  const fit = box && fitOf(criterion);
  if (!box) return;
  box.hidden = !fit;
  if (!fit) return;
  const name = fit.level.radio.nextElementSibling.querySelector("b").textContent;
  box.firstElementChild.textContent = box.dataset.fits.replace("{points}", inWords(fit.points)).replace("{level}", name);
}

function watchFit(criterion) {
  const box = criterion.querySelector("[data-fits]");
  if (!box) return;
  criterion.addEventListener("input", () => showFit(criterion));
  criterion.addEventListener("change", () => showFit(criterion));
  box.querySelector("button").addEventListener("click", () => {
    const fit = fitOf(criterion);
    if (!fit) return;
    follow(criterion, fit.level);
    criterion.querySelector(".stepper input").focus();
  });
  showFit(criterion);
}

// Enter in a box for points goes on to the next criterion, after the last one to the comment on the whole.
function goOn(form, criterion) {
  const all = [...form.querySelectorAll(".crit")];
  const next = all[all.indexOf(criterion) + 1];
  if (!next) {
    form.querySelector(".overall textarea")?.focus();
    return;
  }
  next.open = true;
  next.querySelector("check" in next.dataset ? ".bands input" : ".stepper input").focus();
}

function watchEnter(form, criterion) {
  for (const input of criterion.querySelectorAll("input[inputmode=decimal]")) {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      goOn(form, criterion);
    });
  }
}

// What is met or not has no box for points: its level alone says how many.
function followLevel(criterion, input) {
  if (!("check" in criterion.dataset)) return;
  input.value = levelsOf(criterion).find((level) => level.radio.checked)?.low ?? "";
}

// The lowest and the highest level ask for a reason: said when they are chosen, not only at the end.
function showNeed(criterion) {
  const radios = [...criterion.querySelectorAll(".bands input")];
  const place = radios.findIndex((radio) => radio.checked);
  const atTheTop = place === radios.length - 1 && !("check" in criterion.dataset);
  const atAnEnd = place === 0 || (place !== -1 && atTheTop);
  const silent = criterion.querySelector("textarea").value.trim() === "";
  criterion.querySelector("[data-needs]").hidden = !(atAnEnd && silent);
}

// After a level come its points. Arrow keys still walk through the levels.
function goToPoints(criterion) {
  if ("check" in criterion.dataset) return;
  const input = criterion.querySelector(".stepper input");
  if (input.value.trim() === "") input.focus();
}

function watchPointer(criterion) {
  const group = criterion.querySelector(".bands");
  let pressed = false;
  group.addEventListener("pointerdown", () => { pressed = true; });
  group.addEventListener("keydown", () => { pressed = false; });
  group.addEventListener("click", (event) => {
    if (pressed && event.target.type === "radio") goToPoints(criterion);
  });
}

function watchKeys(criterion) {
  const group = criterion.querySelector(".bands");
  group.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const radio = group.querySelectorAll("input")[Number(event.key) - 1];
    if (!radio) return;
    event.preventDefault();
    delete criterion.dataset.followed;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    goToPoints(criterion);
  });
}

// The first wrong field has the focus. Beside the dossier only the sheet moves, so that the list of what is
// wrong stays in sight above it.
function goToRefused(form) {
  const refused = form.querySelector('[aria-invalid="true"]');
  if (!refused) return;
  refused.closest("details")?.setAttribute("open", "");
  const sheet = form.querySelector(".ballot__body");
  if (sheet.scrollHeight > sheet.clientHeight) {
    const place = refused.closest(".fld, fieldset") || refused;
    sheet.scrollTop += place.getBoundingClientRect().top - sheet.getBoundingClientRect().top - 24;
    document.querySelector(".errsum")?.scrollIntoView({ block: "nearest" });
  } else {
    refused.scrollIntoView({ block: "center" });
  }
  refused.focus({ preventScroll: true });
}

class Draft {
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.timer = 0;
    this.changed = "wrong" in form.dataset;
    this.wrong = this.changed;
    goToRefused(form);
    this.stopped = false;
  }

  touch() {
    this.changed = true;
    this.plan(PAUSE);
  }

  plan(wait) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.save(), wait);
  }

  say(text, late) {
    this.status.textContent = text;
    this.status.parentElement.classList.remove("save--none");
    this.status.parentElement.classList.toggle("save--late", Boolean(late));
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (!this.changed || this.stopped || this.busy) return;
    this.busy = true;
    this.changed = false;
    if (!leaving) this.say(this.form.dataset.saving);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST", body: new FormData(this.form), keepalive: leaving, headers: { Accept: "application/json" },
      });
      await this.heard(answer);
    } catch {
      this.failed();
    }
    this.busy = false;
    if (this.changed && !this.stopped) this.plan(PAUSE);
  }

  async heard(answer) {
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && said.version) {
      this.form.elements.version.value = said.version;
      this.wrong = said.wrong > 0;
      this.say(said.text, this.wrong);
    } else if (answer.status === 409) {
      this.stopped = true;
      this.changed = true;
      this.say(said.text, true);
    } else {
      this.failed(said.text);
    }
  }

  failed(text) {
    this.changed = true;
    this.say(text || this.form.dataset.failed, true);
    this.plan(AGAIN);
  }
}

function start(form, status) {
  const draft = new Draft(form, status);
  for (const criterion of form.querySelectorAll(".crit")) {
    watchKeys(criterion);
    watchPointer(criterion);
    watchFit(criterion);
    watchEnter(form, criterion);
    criterion.addEventListener("input", () => showNeed(criterion));
    criterion.addEventListener("change", () => showNeed(criterion));
    const input = criterion.querySelector(".stepper input");
    recallLevel(criterion, input);
    input.addEventListener("input", () => chooseLevel(criterion, input));
    criterion.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      if (event.isTrusted) delete criterion.dataset.followed;
      followLevel(criterion, input);
      showHint(criterion, form.dataset.range);
      showTotals(form);
      showOnward(form);
    });
  }
  form.addEventListener("toggle", () => showOnward(form), true);
  form.addEventListener("input", () => {
    showTotals(form);
    showOnward(form);
    draft.touch();
  });
  form.addEventListener("change", () => draft.touch());
  form.addEventListener("submit", () => {
    clearTimeout(draft.timer);
    draft.stopped = true;
    draft.changed = false;
    draft.wrong = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") draft.save(true);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) draft.stopped = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (draft.changed || draft.wrong) event.preventDefault();
  });
}

const ballot = document.querySelector("form[data-ballot]");
const told = document.querySelector("[data-saved]");
if (ballot && told) start(ballot, told);
