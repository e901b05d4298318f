// `<section data-live="/streams/kind/ref" data-live-after="7" hx-get="…" hx-trigger="live" hx-swap="outerHTML">` is asked
// for again when its stream moves on. `web/_live.html` inside it says how the line stands and how old the data is.
// A page in a hidden tab lets go of its line, and catches up when it is looked at again.
import { clockTime } from "../lib/clock-time";
import { Line, type LineListener, type LineState } from "../lib/line";

const AT_MOST_EVERY_MS = 1_000;
const lines = new Map<string, Line>();
const watched = new Map<HTMLElement, LiveElement>();

class LiveElement implements LineListener {
  readonly #element: HTMLElement;
  readonly line: Line;
  #lastRing = 0;
  #timer = 0;
  #state: LineState = "connecting";

  constructor(element: HTMLElement, line: Line) {
    this.#element = element;
    this.line = line;
  }

  changed(sequence: number): void {
    window.clearTimeout(this.#timer);
    const wait = Math.max(0, this.#lastRing + AT_MOST_EVERY_MS - Date.now());
    this.#timer = window.setTimeout(() => {
      this.#lastRing = Date.now();
      this.#element.dispatchEvent(new CustomEvent("live", { detail: { sequence } }));
    }, wait);
  }

  stands(state: LineState, asOf: Date | null): void {
    const moved = state !== this.#state;
    this.#state = state;
    for (const place of this.#places()) {
      show(place, state, asOf);
      if (moved) say(place, state);
    }
  }

  // Places that HTMX brought in since are told how the line stands.
  look(): void {
    for (const place of this.#places()) if (place.dataset["liveState"] !== this.line.state) show(place, this.line.state, this.line.asOf);
  }

  // Inside the element, or elsewhere when they name it.
  #places(): HTMLElement[] {
    const elsewhere = this.#element.id ? `, [data-live-of="${this.#element.id}"]` : "";
    return [...document.querySelectorAll<HTMLElement>(`[data-live] [data-live-state]${elsewhere}`)].filter(
      (place) => this.#element.contains(place) || place.dataset["liveOf"] === this.#element.id,
    );
  }

  stop(): void {
    window.clearTimeout(this.#timer);
    this.line.remove(this);
  }
}

function show(place: HTMLElement, state: LineState, asOf: Date | null): void {
  place.dataset["liveState"] = state;
  for (const words of place.querySelectorAll<HTMLElement>("[data-when]")) words.hidden = words.dataset["when"] !== state;
  if (asOf) for (const time of place.querySelectorAll("time")) showTime(time, asOf, Number(place.dataset["utcOffset"] ?? 0));
}

// As the server writes it, 14:02:07, in both languages; on the organization's clock, as the server knows it.
function showTime(time: HTMLTimeElement, asOf: Date, utcOffset: number): void {
  time.dateTime = asOf.toISOString();
  time.textContent = clockTime(asOf, utcOffset);
}

// A screen reader is told of a change of state, once, and never of the passing seconds.
function say(place: HTMLElement, state: LineState): void {
  const status = place.querySelector<HTMLElement>("[role=status]");
  if (status && state !== "connecting") status.textContent = status.getAttribute(`data-says-${state}`) ?? "";
}

function lineTo(address: string, after: number): Line {
  let line = lines.get(address);
  if (!line) {
    line = new Line(address, after);
    lines.set(address, line);
    if (!document.hidden) line.open();
  }
  return line;
}

function start(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (watched.has(element)) continue;
    const live = new LiveElement(element, lineTo(element.dataset["live"] ?? "", Number(element.dataset["liveAfter"] ?? -1)));
    watched.set(element, live);
    live.line.add(live);
  }
}

function sweep(): void {
  for (const [element, live] of watched) {
    if (element.isConnected) continue;
    live.stop();
    watched.delete(element);
    if (live.line.isIdle) {
      live.line.close();
      lines.delete(live.line.address);
    }
  }
}

// `data-line-open`: what it says must be heard though nobody looks, as a contact that is offered.
function staysOpen(line: Line): boolean {
  return [...watched].some(([element, live]) => live.line === line && "lineOpen" in element.dataset);
}

start();
// An element that HTMX puts in another's place takes over its line: look at what came before what went.
new MutationObserver(() => {
  start();
  sweep();
  for (const live of watched.values()) live.look();
}).observe(document.documentElement, { childList: true, subtree: true });
document.addEventListener("visibilitychange", () => {
  for (const line of lines.values()) {
    if (!document.hidden) line.open();
    else if (!staysOpen(line)) line.close();
  }
});
window.addEventListener("pagehide", () => {
  for (const line of lines.values()) line.close();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const line of lines.values()) line.open();
});
window.addEventListener("offline", () => {
  for (const line of lines.values()) line.lose();
});
window.addEventListener("online", () => {
  if (!document.hidden) for (const line of lines.values()) line.open();
});
