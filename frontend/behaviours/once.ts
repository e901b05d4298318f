// A form that was sent says so, and cannot be sent twice by a double tap. The server would refuse the second anyway.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (form.dataset["sending"] === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset["sending"] = "yes";
});

// Back-forward navigation and HTMX both bring a form back: it may then be sent again.
const reopen = (): void => {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sending]")) delete form.dataset["sending"];
};
window.addEventListener("pageshow", reopen);
document.addEventListener("htmx:after:request", reopen);
