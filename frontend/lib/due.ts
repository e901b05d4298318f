// Reminders that come due while the page is open: shown as such, and told once, without asking the server, so that an open
// page keeps nobody signed in. The server wrote the words of both states.

// `<li data-due-at="…"><strong data-due-says="Due since 14:05">At 14:05</strong><a>Check-in · North park</a>`: what each
// one that came due since the last look is about.
export function turnDue(place: HTMLElement, now: Date): string[] {
  const due = [...place.querySelectorAll<HTMLElement>("[data-due-at]:not(.is-due)")].filter(
    (line) => new Date(line.dataset["dueAt"] ?? "") <= now,
  );
  return due.map((line) => {
    line.classList.add("is-due");
    const when = line.querySelector<HTMLElement>("[data-due-says]");
    if (when) when.textContent = when.dataset["dueSays"] ?? "";
    return `${when?.textContent ?? ""}: ${line.querySelector("a")?.textContent?.trim() ?? ""}`;
  });
}
