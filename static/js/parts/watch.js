// Renews the state of some work without loading the page anew; when the work has ended, the whole page comes.
const PAUSE = 5000;

async function renew() {
  const old = document.querySelector("[data-watch]");
  if (!old || document.hidden) return setTimeout(renew, PAUSE);
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-watch]");
    if (!fresh || fresh.querySelector("h2").textContent !== old.querySelector("h2").textContent) return location.reload();
    old.replaceWith(fresh);
  } catch {
    // The line is down: the next round tries again.
  }
  return setTimeout(renew, PAUSE);
}

setTimeout(renew, PAUSE);
