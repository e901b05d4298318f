// A page of the public that one leaves at once: the button, or Shift three times.
import { emptyPage, ShiftCount } from "../lib/chat/leaving";
import { defineIsland, type Island } from "../lib/island";

class Leaving implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  connect(): void {
    const on = { signal: this.#stop.signal };
    const shifts = new ShiftCount();
    this.#element.querySelector("[data-leave]")?.addEventListener("click", (event) => this.#leave(event), on);
    document.addEventListener("keydown", (event) => shifts.press(event.key, event.timeStamp) && !event.repeat && this.#leave(event), on);
  }

  disconnect(): void {
    this.#stop.abort();
  }

  #leave(event: Event): void {
    event.preventDefault();
    const target = this.#element.dataset["leavesTo"] || "about:blank";
    emptyPage(document);
    window.location.replace(target);
  }
}

defineIsland("leaving", (element) => new Leaving(element));
