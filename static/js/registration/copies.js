// Copies of half-typed text on this machine: one for each open page and person. A copy goes once exactly its text
// is on the server, or when its person says so; what is typed on another page leaves it alone.

const SHARED = "dvk-shared";
const SHOWN = "dvk-shown";

export const isShared = () => localStorage.getItem(SHARED) === "1";

export function share(on) {
  localStorage.setItem(SHARED, on ? "1" : "");
  if (on) for (const key of Object.keys(localStorage)) if (key.startsWith("dvk:")) localStorage.removeItem(key);
}

// Whether the copy is on the machine now.
export function put(key, copy) {
  if (isShared()) return false;
  try {
    localStorage.setItem(key, JSON.stringify({ ...copy, at: Date.now() }));
  } catch {
    // The machine keeps nothing or is full: what is typed is still on the page.
    return false;
  }
  return true;
}

export const drop = (key) => localStorage.removeItem(key);

// Every copy of a page, the last first.
export function found(begin) {
  const copies = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(`${begin}#`)) continue;
    try {
      copies.push({ key, ...JSON.parse(localStorage.getItem(key)) });
    } catch {
      drop(key);
    }
  }
  return copies.sort((one, other) => other.at - one.at);
}

// Whether `tab:turn` pairs name a sending of the copy's page that had all of the copy in it.
export function isAmong(copy, pairs) {
  return pairs.split(" ").some((pair) => {
    const [tab, turn] = pair.split(":");
    return tab === copy.tab && Number(turn) >= copy.turn;
  });
}

const plain = (fields) => JSON.stringify(fields.map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()]));

export const isSame = (copy, fields) => plain(copy.fields) === plain(fields);

// Whether the page may show a copy by itself: once, so that one that cannot be shown locks nobody out.
export function mayShow(copy) {
  const mark = `${copy.key} ${copy.at}`;
  const before = sessionStorage.getItem(SHOWN);
  sessionStorage.setItem(SHOWN, mark);
  return before !== mark;
}

// Sends a copy to the page of the section, which shows it again and stores nothing yet; `then` says why.
export function showAgain(form, copy, then) {
  const again = document.createElement("form");
  again.method = "post";
  const own = { csrf_token: form.elements.csrf_token.value, of_session: form.elements.of_session.value };
  const sent = { ...own, version: copy.version, tab: copy.tab, turn: copy.turn, then };
  for (const [name, value] of [...Object.entries(sent), ...copy.fields]) {
    const input = document.createElement("textarea");
    input.name = name;
    input.value = value;
    again.append(input);
  }
  again.hidden = true;
  document.body.append(again);
  again.submit();
}
