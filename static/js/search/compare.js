// Says at the foot of the window what was ticked for comparing; the button works without this.
function follow(tray) {
  const form = document.getElementById("so-sanh");
  if (!form) return;
  const told = tray.querySelector("[data-told]");
  const list = tray.querySelector("ul");
  const most = Number(tray.dataset.most);
  const boxes = [...form.querySelectorAll("input[type=checkbox][name=so-sanh]")];

  function titleOf(box) {
    return box.closest("li").querySelector(".hit__title").textContent.trim();
  }

  function itemOf(code, title) {
    const item = document.createElement("li");
    item.dataset.code = code;
    item.textContent = title;
    return item;
  }

  function show() {
    const elsewhere = [...list.children].filter((item) => !boxes.some((box) => box.value === item.dataset.code));
    const ticked = boxes.filter((box) => box.checked).map((box) => itemOf(box.value, titleOf(box)));
    list.replaceChildren(...elsewhere, ...ticked);
    const count = list.children.length;
    list.hidden = count === 0;
    const words = count === 0 ? tray.dataset.none : count === 1 ? tray.dataset.one : tray.dataset.many;
    told.textContent = words.replace("{n}", count);
    for (const box of boxes) box.disabled = !box.checked && count >= most;
  }

  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

document.querySelectorAll("[data-tray]").forEach(follow);
