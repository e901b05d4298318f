// A line to the server: says when something changed after a number, by server-sent events where they work and by asking
// every few seconds where they do not. What it misses while away it gets when it is back: the number never goes back.

export type LineState = "connecting" | "live" | "polling" | "away" | "signed-out";

export interface LineListener {
  // Something changed, up to `sequence`.
  changed(sequence: number): void;
  // How the line stands; `asOf` is the last instant at which the server was heard.
  stands(state: LineState, asOf: Date | null): void;
}

const POLL_MS = 5_000;
const QUIET_MS = 40_000; // the server is heard every 15 s
const TRY_AGAIN_MS = 60_000;
const FAILURES_BEFORE_POLLING = 3;

export class Line {
  readonly address: string;
  state: LineState = "connecting";
  asOf: Date | null = null;
  readonly #listeners = new Set<LineListener>();
  #sequence: number;
  #source: EventSource | null = null;
  #failures = 0;
  #heardAt = 0;
  #pollTimer = 0;
  #watchTimer = 0;
  #openedAt = 0;
  #isOpen = false;

  // `after` is the number that the page was made with; -1 when it does not say, and the line begins at the present.
  constructor(address: string, after: number) {
    this.address = address;
    this.#sequence = after;
  }

  add(listener: LineListener): void {
    this.#listeners.add(listener);
    listener.stands(this.state, this.asOf);
  }

  remove(listener: LineListener): void {
    this.#listeners.delete(listener);
  }

  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  open(): void {
    if (this.#source || this.state === "signed-out") return;
    this.#stopPolling();
    this.#isOpen = true;
    this.#openedAt = this.#heardAt = Date.now();
    this.#source = new EventSource(this.#addressAfter());
    this.#source.onopen = () => (this.#failures = 0);
    this.#source.onmessage = (event) => this.#heard(event, Number(event.lastEventId));
    this.#source.addEventListener("beat", (event) => this.#beat(event as MessageEvent<string>));
    this.#source.addEventListener("end", (event) => this.#ended(event as MessageEvent<string>));
    this.#source.onerror = () => this.#failed();
    this.#watchTimer = window.setInterval(() => this.#watch(), POLL_MS);
  }

  close(): void {
    this.#isOpen = false;
    this.#hangUp();
    this.#stopPolling();
  }

  // The device says that it has no network: ask from time to time until it has.
  lose(): void {
    if (this.#isOpen) this.#poll();
  }

  #addressAfter(): string {
    return this.#sequence < 0 ? this.address : `${this.address}?after=${this.#sequence}`;
  }

  #heard(event: MessageEvent<string>, sequence: number | null): void {
    const { at } = JSON.parse(event.data) as { at: string };
    this.#heardAt = Date.now();
    this.#advance(sequence);
    this.#stand("live", new Date(at));
  }

  // The first beat says where the line is, for a page that did not know.
  #beat(event: MessageEvent<string>): void {
    if (event.lastEventId) this.#sequence = Math.max(this.#sequence, Number(event.lastEventId));
    this.#heard(event, null);
  }

  #advance(sequence: number | null): void {
    if (sequence === null || sequence <= this.#sequence) return;
    this.#sequence = sequence;
    for (const listener of this.#listeners) listener.changed(sequence);
  }

  #ended(event: MessageEvent<string>): void {
    const { reason } = JSON.parse(event.data) as { reason: string };
    if (reason !== "signed-out") return; // the browser comes back by itself
    this.close();
    this.#stand("signed-out", this.asOf);
  }

  #failed(): void {
    this.#failures += 1;
    this.#stand("away", this.asOf);
    const gaveUp = this.#source?.readyState === EventSource.CLOSED;
    if (gaveUp || this.#failures >= FAILURES_BEFORE_POLLING) this.#poll();
  }

  #watch(): void {
    if (Date.now() - this.#heardAt > QUIET_MS) this.#poll();
  }

  #poll(): void {
    this.#hangUp();
    this.#stopPolling();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(this.#addressAfter(), {
        headers: { Accept: "application/json" },
        redirect: "manual",
        credentials: "same-origin",
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || answer.status === 404) {
        this.#stand("signed-out", this.asOf);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = (await answer.json()) as { at: string; sequence: number };
      this.#advance(told.sequence);
      this.#stand("polling", new Date(told.at));
    } catch {
      this.#stand("away", this.asOf);
    }
    if (!this.#isOpen || this.#source) return;
    this.#pollTimer = window.setTimeout(() => {
      // From time to time the better way is tried again.
      if (Date.now() - this.#openedAt > TRY_AGAIN_MS) {
        this.#failures = 0;
        this.open();
      } else {
        void this.#ask();
      }
    }, POLL_MS);
  }

  #hangUp(): void {
    this.#source?.close();
    this.#source = null;
    window.clearInterval(this.#watchTimer);
  }

  #stopPolling(): void {
    window.clearTimeout(this.#pollTimer);
  }

  #stand(state: LineState, asOf: Date | null): void {
    this.state = state;
    this.asOf = asOf;
    for (const listener of this.#listeners) listener.stands(state, asOf);
  }
}
