// `<button data-opens="id">` opens a dialog, `<button data-closes>` closes the one it is in. Escape and focus are the browser's.

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const opener = target?.closest<HTMLElement>("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset["opens"] ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  }
  const closer = target?.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
});
