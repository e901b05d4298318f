// `<section data-rings="gap-12">` is heard while it is on the page: two notes, then again every ten seconds, and a mark in the title.
// A browser that allows no sound before the first click stays silent: the section itself says everything.
const EVERY_MS = 10_000;
const MARK = "● ";

export interface Bell {
  ring(): void;
}

class Notes implements Bell {
  #audio: AudioContext | null = null;

  ring(): void {
    this.#audio ??= new AudioContext();
    const start = this.#audio.currentTime;
    [660, 880].forEach((pitch, place) => this.#note(pitch, start + place * 0.25));
  }

  #note(pitch: number, at: number): void {
    if (this.#audio === null) return;
    const tone = this.#audio.createOscillator();
    const volume = this.#audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.22);
    tone.connect(volume).connect(this.#audio.destination);
    tone.start(at);
    tone.stop(at + 0.24);
  }
}

export class Ringing {
  readonly #bell: Bell;
  readonly #page: Document;
  #rungAt = -Infinity;
  #last = "";

  constructor(bell: Bell, page: Document) {
    this.#bell = bell;
    this.#page = page;
  }

  // Looked at every second: what rings is on the page, or no longer.
  look(now: number): void {
    const name = this.#page.querySelector<HTMLElement>("[data-rings]")?.dataset["rings"] ?? "";
    const title = this.#page.title.replace(MARK, "");
    this.#page.title = name ? MARK + title : title;
    if (name && (name !== this.#last || now - this.#rungAt >= EVERY_MS)) {
      this.#rungAt = now;
      this.#bell.ring();
    }
    this.#last = name;
  }
}

const ringing = new Ringing(new Notes(), document);
window.setInterval(() => ringing.look(performance.now()), 1_000);
