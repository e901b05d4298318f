// Out of here at once: the page is emptied before anything else, whether there is a network or not.

const TIMES = 3;
const WITHIN_MS = 1_500;

export function emptyPage(page: Document): void {
  page.documentElement.replaceChildren();
  page.title = "";
}

// Shift three times in a row, and nothing else in between.
export class ShiftCount {
  #times: number[] = [];

  press(key: string, at: number): boolean {
    if (key !== "Shift") {
      this.#times = [];
      return false;
    }
    this.#times = [...this.#times.filter((before) => at - before <= WITHIN_MS), at];
    return this.#times.length >= TIMES;
  }
}

// A link to this page in another language takes its place in the history: going back does not lead through it.
export function replaceInstead(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[hreflang]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.location.replace(link.href);
}
