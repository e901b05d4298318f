// Links that take this page's place in the history, so that going back does not lead through it.
import { replaceInstead } from "../lib/chat/leaving";
import { defineIsland, type Island } from "../lib/island";

class Replace implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  connect(): void {
    this.#element.addEventListener("click", replaceInstead, { signal: this.#stop.signal });
  }

  disconnect(): void {
    this.#stop.abort();
  }
}

defineIsland("replace", (element) => new Replace(element));
