// The rows of a conversation as they come: by a stream, and where that does not hold, by asking every few seconds. It goes
// on from the last number, so that nothing is missed and nothing comes twice.
import { EventReader } from "./events";
import type { Row } from "./talking";

const POLL_MS = 3_000;
const QUIET_MS = 40_000; // the server is heard every 15 s
const FAILURES_BEFORE_POLLING = 2;
const TRY_STREAM_AGAIN_MS = 60_000;

export interface Listener {
  came(row: Row): void;
  stands(isThere: boolean): void;
  // The page's key opens nothing any more.
  closed(): void;
}

export class Stream {
  readonly #address: () => string;
  readonly #headers: () => Record<string, string>;
  readonly #listener: Listener;
  readonly #stop = new AbortController();
  #sequence: number;
  #failures = 0;
  #heardAt = 0;
  #pollUntil = 0;
  #wakes: (() => void) | null = null;
  #current: AbortController | null = null;

  constructor(address: () => string, headers: () => Record<string, string>, listener: Listener, after: number) {
    this.#address = address;
    this.#headers = headers;
    this.#listener = listener;
    this.#sequence = after;
  }

  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const polls = Date.now() < this.#pollUntil;
      try {
        await (polls ? this.#ask() : this.#follow());
        this.#failures = 0;
        if (polls) await this.#pause(POLL_MS);
        else await this.#pause(300);
      } catch {
        if (this.#stop.signal.aborted) return;
        this.#listener.stands(false);
        this.#failures += 1;
        if (this.#failures >= FAILURES_BEFORE_POLLING) this.#pollUntil = Date.now() + TRY_STREAM_AGAIN_MS;
        await this.#pause(Math.min(1_000 * this.#failures, 5_000));
      }
    }
  }

  // The network is back: no need to wait.
  wake(): void {
    this.#wakes?.();
  }

  stop(): void {
    this.#stop.abort();
    this.#current?.abort();
    this.#wakes?.();
  }

  async #follow(): Promise<void> {
    const current = (this.#current = new AbortController());
    this.#heardAt = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - this.#heardAt > QUIET_MS) current.abort();
    }, 5_000);
    try {
      const answer = await this.#get("text/event-stream", current.signal);
      if (!answer.body) throw new Error("no body");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      const events = new EventReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        this.#heardAt = Date.now();
        this.#listener.stands(true);
        for (const event of events.take(value)) {
          if (event.event === "end") {
            if (event.data.includes("signed-out")) this.#close();
            return;
          }
          if (event.event === "message" && event.id !== null) this.#take({ sequence: event.id, ...(JSON.parse(event.data) as Omit<Row, "sequence">) });
        }
      }
    } finally {
      clearInterval(watch);
      current.abort();
    }
  }

  async #ask(): Promise<void> {
    const answer = await this.#get("application/json", AbortSignal.timeout(10_000));
    const { rows } = (await answer.json()) as { rows: Row[] };
    this.#listener.stands(true);
    for (const row of rows) this.#take(row);
  }

  async #get(accept: string, signal: AbortSignal): Promise<Response> {
    const answer = await fetch(this.#address(), {
      headers: { ...this.#headers(), Accept: accept, "Last-Event-ID": String(this.#sequence) },
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal,
    });
    if (answer.status === 404 || answer.status === 410) this.#close();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }

  #take(row: Row): void {
    if (row.sequence <= this.#sequence) return;
    this.#sequence = row.sequence;
    this.#listener.came(row);
  }

  #close(): void {
    this.stop();
    this.#listener.closed();
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wakes = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
