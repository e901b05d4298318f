// What was written and has not been acknowledged: kept in memory, sent in order, again and again under the same id.

export interface Letter {
  readonly id: string;
  readonly text: string;
}

export type Sending = "sent" | "later" | "refused" | "over";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 8_000;

export class Outbox {
  readonly #letters: Letter[] = [];
  readonly #send: (letter: Letter) => Promise<Sending>;
  readonly #settled: (letter: Letter, how: Sending) => void;
  #isBusy = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (letter: Letter) => Promise<Sending>, settled: (letter: Letter, how: Sending) => void) {
    this.#send = send;
    this.#settled = settled;
  }

  get waiting(): readonly Letter[] {
    return this.#letters;
  }

  add(letter: Letter): void {
    this.#letters.push(letter);
    void this.go();
  }

  // Now: the network is back, or something was added.
  async go(): Promise<void> {
    if (this.#isBusy) return;
    clearTimeout(this.#timer);
    this.#isBusy = true;
    try {
      while (this.#letters[0]) {
        const letter = this.#letters[0];
        const how = await this.#send(letter).catch((): Sending => "later");
        this.#settled(letter, how);
        if (how === "later") {
          this.#timer = setTimeout(() => void this.go(), pauseAfter(++this.#failures));
          return;
        }
        this.#failures = 0;
        this.#letters.shift();
      }
    } finally {
      this.#isBusy = false;
    }
  }

  // Nothing more is sent, and nothing is left in memory.
  forget(): void {
    clearTimeout(this.#timer);
    this.#letters.length = 0;
  }
}

export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
}
