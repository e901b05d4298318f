// `<button data-shows="id" aria-pressed="false" hidden>` shows the letters of a password field, and hides them again.

const prepare = (): void => {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-shows][hidden]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-shows]") : null;
  const field = document.getElementById(button?.dataset["shows"] ?? "");
  if (!button || !(field instanceof HTMLInputElement)) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  field.focus();
});
// What is sent is a password again, so that no browser offers to keep it as ordinary text.
document.addEventListener("submit", (event) => {
  if (!(event.target instanceof HTMLFormElement)) return;
  for (const button of event.target.querySelectorAll<HTMLButtonElement>("button[data-shows][aria-pressed=true]")) button.click();
});
document.addEventListener("htmx:after:swap", prepare);
prepare();
export {};
