// What the page of a person says to the server. The secret is made here, kept in memory, and sent in a header alone.
import type { Sending } from "./outbox";

export interface Row {
  sequence: number;
  kind: string;
  payload: Record<string, unknown>;
}

export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const PATIENCE_MS = 15_000;

export class Talking {
  readonly #address: string;
  readonly #language: string;
  #key = newKey();
  id = newId();

  constructor(address: string, language: string) {
    this.#address = address;
    this.#language = language;
  }

  get headers(): Record<string, string> {
    return { Accept: "application/json", "Accept-Language": this.#language, "X-Key": this.#key };
  }

  begin(answers: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#post("begin", { id: this.id, key: this.#key, language: this.#language, answers });
  }

  async comeBack(words: string): Promise<void> {
    const key = newKey();
    const found = await this.#post("back", { words, key });
    this.#key = key;
    this.id = String(found["id"]);
  }

  eraseByWords(words: string): Promise<Record<string, unknown>> {
    return this.#post("erase", { words });
  }

  // In the conversation that this page opened.
  here(what: string, body: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.#post(`${this.id}/${what}`, body);
  }

  async wait(): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.#address}/${this.id}/wait?language=${this.#language}`, this.#options());
    if (!answer.ok) throw new Refused(answer.status, "");
    return (await answer.json()) as Record<string, unknown>;
  }

  // The page is being left: the browser sends this even once it is gone.
  leave(): void {
    void fetch(`${this.#address}/${this.id}/leave`, { ...this.#options(), method: "POST", body: "{}", keepalive: true }).catch(() => undefined);
  }

  async say(id: string, text: string): Promise<Sending> {
    try {
      await this.here("say", { id, text });
      return "sent";
    } catch (trouble) {
      if (!(trouble instanceof Refused)) return "later";
      if (trouble.status === 410) return "over";
      return trouble.status >= 500 || trouble.status === 429 || trouble.status === 408 ? "later" : "refused";
    }
  }

  #options(): RequestInit {
    return { headers: this.headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  }

  async #post(what: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.#address}/${what}`, {
      ...this.#options(),
      method: "POST",
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (!answer.ok) throw new Refused(answer.status, typeof said["detail"] === "string" ? said["detail"] : "");
    return said;
  }
}

// 256 random bits.
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A UUIDv7 (RFC 9562): the time, then randomness.
export function newId(at: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place++) bytes[place] = Math.floor(at / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
