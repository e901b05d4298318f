// The console: keys for everything, a sign of life every few seconds, and the seconds left of an offer.
import "../lib/keep-open";
import { defineIsland, type Island } from "../lib/island";

const ALIVE_MS = 3_000;
const GONE = 410;

class Console implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();
  #beats: Worker | null = null;
  #timer = 0;
  #isGone = false;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  connect(): void {
    document.addEventListener("keydown", (event) => this.#press(event), { signal: this.#stop.signal });
    this.#timer = window.setInterval(() => this.#countDown(), 1_000);
    if (this.#element.dataset["onShift"] !== "yes") return;
    // A browser slows the clocks of a page in the background; those of a worker go on.
    this.#beats = new Worker(new URL("../lib/beats.ts", import.meta.url), { type: "module" });
    this.#beats.onmessage = () => void this.#tellAlive();
    this.#beats.postMessage(ALIVE_MS);
    void this.#tellAlive();
  }

  disconnect(): void {
    this.#stop.abort();
    this.#beats?.terminate();
    window.clearInterval(this.#timer);
  }

  async #tellAlive(): Promise<void> {
    if (this.#isGone) return;
    try {
      const answer = await fetch(this.#element.dataset["alive"] ?? "", {
        method: "POST",
        headers: { "X-CSRFToken": this.#token() },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.status !== GONE) return;
      this.#isGone = true; // taken out of the line: the page says so, and what is written stays until it is read
      this.#element.querySelector<HTMLElement>("[data-gone]")?.removeAttribute("hidden");
    } catch {
      // No network: the line at the side says so, and the next beat tries again.
    }
  }

  #token(): string {
    return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  #press(event: KeyboardEvent): void {
    const writes = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]") !== null;
    const wanted = keyOf(event, writes);
    if (!wanted) return;
    const named = [...document.querySelectorAll<HTMLElement>(`[data-key="${wanted}"]`)];
    const found = named.find((one) => one.offsetParent !== null || one.closest("dialog[open]") !== null) ?? named.find((one) => one.closest(".tab-menu") !== null);
    if (!found) return;
    event.preventDefault();
    if (found.matches("textarea, input, select")) found.focus();
    else {
      found.focus();
      found.click();
    }
  }

  #countDown(): void {
    for (const place of document.querySelectorAll<HTMLElement>("[data-countdown]")) {
      const left = Math.max(0, Math.round((Date.parse(place.dataset["countdown"] ?? "") - Date.now()) / 1_000));
      const words = place.querySelector<HTMLElement>("[data-seconds]");
      if (words) words.textContent = String(left);
    }
  }
}

// Alt and a letter anywhere; "?" alone where nobody writes. On a Mac, Option makes another sign of the letter: its place tells.
export function keyOf(event: Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey">, writes: boolean): string {
  if (event.ctrlKey || event.metaKey) return "";
  if (!event.altKey) return event.key === "?" && !writes ? "?" : "";
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : "";
}

defineIsland("console", (element) => new Console(element));
