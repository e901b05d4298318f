// When a live part of the page is replaced, what its reader had opened stays open, and the focus stays where it was.

let opened: string[] = [];
let focused = "";

document.addEventListener("htmx:before:swap", () => {
  opened = [...document.querySelectorAll<HTMLDetailsElement>("details[id][open]")].map((one) => one.id);
  focused = document.activeElement?.id ?? "";
});

document.addEventListener("htmx:after:swap", () => {
  for (const id of opened) {
    const details = document.getElementById(id);
    if (details instanceof HTMLDetailsElement) details.open = true;
  }
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
});
