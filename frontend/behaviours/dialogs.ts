// `<details data-closes-outside>` closes when something else is pressed, or with Escape.
// `<button data-opens="id">` opens a dialog, `<button data-closes>` closes the one it is in. Escape and focus are the browser's.

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-closes-outside][open]")) {
    if (!target || !menu.contains(target)) menu.open = false;
  }
  const opener = target?.closest<HTMLElement>("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset["opens"] ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  }
  const closer = target?.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-closes-outside][open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
