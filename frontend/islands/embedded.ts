// A finder inside a page of another site: tells that page how tall it is, and nothing else.
import { defineIsland, type Island } from "../lib/island";

class Embedded implements Island {
  readonly #body: HTMLElement;
  readonly #watching = new ResizeObserver(() => this.#tell());

  constructor(element: HTMLElement) {
    this.#body = element;
  }

  connect(): void {
    if (window.parent !== window) this.#watching.observe(this.#body);
  }

  disconnect(): void {
    this.#watching.disconnect();
  }

  #tell(): void {
    window.parent.postMessage({ tuqueFinderHeight: Math.ceil(this.#body.getBoundingClientRect().height) }, "*");
  }
}

defineIsland("embedded", (element) => new Embedded(element));
