// The home screen of the log: timers tick, reminders come due, and a position goes with one tap when its reader has agreed to it before.
import { turnDue } from "../lib/due";
import { elapsed } from "../lib/elapsed";
import { defineIsland, type Island } from "../lib/island";

const TICK_MS = 15_000;
const GEOLOCATION: PositionOptions = { enableHighAccuracy: true, maximumAge: 30_000, timeout: 15_000 };

class Log implements Island {
  readonly #element: HTMLElement;
  #ticking: number | undefined;
  #watching: number | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  connect(): void {
    this.#tick();
    this.#ticking = window.setInterval(() => this.#tick(), TICK_MS);
    window.addEventListener("pageshow", this.#returned);
    this.#part("ask")?.addEventListener("click", () => this.#watch());
    void this.#offerPosition();
  }

  disconnect(): void {
    window.clearInterval(this.#ticking);
    window.removeEventListener("pageshow", this.#returned);
    if (this.#watching !== undefined) navigator.geolocation.clearWatch(this.#watching);
  }

  // A page kept by the browser holds the ids of what was already sent: it is asked for anew.
  readonly #returned = (event: PageTransitionEvent): void => {
    if (event.persisted) window.location.reload();
  };

  #tick(): void {
    const now = new Date();
    for (const timer of this.#element.querySelectorAll<HTMLElement>("[data-since]")) {
      timer.textContent = elapsed(new Date(timer.dataset["since"] ?? ""), now);
    }
    const [due, notice] = [turnDue(this.#element, now), this.#part("due")];
    if (due.length && notice) {
      notice.hidden = false;
      notice.textContent = due.join(" · ");
    }
  }

  async #offerPosition(): Promise<void> {
    const place = this.#part("position");
    if (!place || !("geolocation" in navigator) || !("permissions" in navigator)) return;
    const permission = await navigator.permissions.query({ name: "geolocation" });
    place.hidden = false;
    if (permission.state === "granted") this.#watch();
    else if (permission.state === "prompt") this.#show(this.#part("ask"), true);
    else this.#say("refused");
  }

  // Watched, so that a tap finds a fresh position ready and never waits for one.
  #watch(): void {
    this.#show(this.#part("ask"), false);
    this.#watching = navigator.geolocation.watchPosition(
      ({ coords }) => {
        this.#fill("_lon", coords.longitude);
        this.#fill("_lat", coords.latitude);
        this.#fill("_accuracy", coords.accuracy);
        this.#say("found");
      },
      () => this.#say("refused"),
      GEOLOCATION,
    );
  }

  #fill(name: string, value: number): void {
    for (const input of this.#element.querySelectorAll<HTMLInputElement>(`input[type=hidden][name=${name}]`)) {
      input.value = String(value);
    }
  }

  #say(which: "found" | "refused"): void {
    const said = this.#part("said");
    if (said) said.textContent = this.#part("position")?.dataset[which] ?? "";
  }

  #part(name: string): HTMLElement | null {
    return this.#element.querySelector<HTMLElement>(`[data-part=${name}]`);
  }

  #show(element: HTMLElement | null, shown: boolean): void {
    if (element) element.hidden = !shown;
  }
}

defineIsland("log", (element) => new Log(element));
