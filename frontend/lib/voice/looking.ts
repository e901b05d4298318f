// Asks again and again how the call stands, and carries what pages tell one another.
import { Mesh, type Letter, type Told } from "./mesh";

const CALM_MS = 1_000;
const BUSY_MS = 250; // while voices are finding their way
const BUSY_TIMES = 24;

export class Looking {
  readonly #ask: (what: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>;
  readonly #stands: (told: Told | null) => void;
  readonly #mesh: Mesh;
  readonly #letters: Letter[] = [];
  #after = 0;
  #busy = BUSY_TIMES;
  #who = "";
  #timer = 0;
  #stopped = false;
  #sending = false;

  constructor(
    ask: (what: string, body: Record<string, unknown>) => Promise<Record<string, unknown>>,
    stands: (told: Told | null) => void,
    mesh: (send: (letter: Letter) => void) => Mesh,
  ) {
    this.#ask = ask;
    this.#stands = stands;
    this.#mesh = mesh((letter) => {
      this.#letters.push(letter);
      this.#busy = BUSY_TIMES;
      queueMicrotask(() => void this.#tell());
    });
  }

  get mesh(): Mesh {
    return this.#mesh;
  }

  async run(): Promise<void> {
    if (this.#stopped) return;
    try {
      const told = (await this.#ask("look", { after: this.#after, connected: this.#mesh.connected })) as unknown as Told;
      if (this.#stopped) return;
      const who = told.parties.map((one) => `${one.id}${one.speaks}${one.heard}`).join();
      if (who !== this.#who || told.signals.length) this.#busy = BUSY_TIMES;
      this.#who = who;
      this.#after = Math.max(this.#after, ...told.signals.map((one) => one.number));
      await this.#mesh.obey(told);
      this.#stands(told);
      if (told.ended || !told.here) return this.stop();
    } catch {
      this.#stands(null);
    }
    this.#busy = Math.max(0, this.#busy - 1);
    this.#timer = window.setTimeout(() => void this.run(), this.#busy ? BUSY_MS : CALM_MS);
  }

  soon(): void {
    this.#busy = BUSY_TIMES;
    window.clearTimeout(this.#timer);
    void this.run();
  }

  stop(): void {
    this.#stopped = true;
    window.clearTimeout(this.#timer);
    this.#mesh.close();
  }

  async #tell(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#letters.length && !this.#stopped) {
        const some = this.#letters.slice(0, 20);
        await this.#ask("tell", { signals: some });
        this.#letters.splice(0, some.length);
      }
    } catch {
      window.setTimeout(() => void this.#tell(), CALM_MS);
    } finally {
      this.#sending = false;
    }
  }
}
