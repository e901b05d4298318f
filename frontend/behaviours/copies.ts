// `<button data-copies="id" data-said="Copied" hidden>` copies what a field holds, and says so.

const prepare = (): void => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies][hidden]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copies]") : null;
  const field = document.getElementById(button?.dataset["copies"] ?? "");
  if (!button || !(field instanceof HTMLInputElement)) return;
  field.select();
  void navigator.clipboard.writeText(field.value).then(() => {
    button.textContent = button.dataset["said"] ?? button.textContent;
  });
});
document.addEventListener("htmx:after:swap", prepare);
prepare();
export {};
