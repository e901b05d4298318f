// A recording made on the page. It travels in a file input, as photos do; without a microphone a file is chosen there.
import { elapsedWords } from "./clock";
import { give } from "./signature";

const LONGEST_MS = 15 * 60_000;
const BITS_PER_SECOND = 48_000; // speech, clearly; 15 minutes are 5.4 MB
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export class Recorder {
  readonly #field: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #changed: () => void;
  #running: MediaRecorder | undefined;
  #ticking: number | undefined;
  #sounding: AudioBufferSourceNode | undefined;
  #player: AudioContext | undefined;

  // Null where nothing can be recorded: the file input alone is left.
  static in(field: HTMLElement, changed: () => void, signal: AbortSignal): Recorder | null {
    const input = field.querySelector<HTMLInputElement>("input[type=file]");
    const box = field.querySelector<HTMLElement>("[data-recorder]");
    if (!input || !box || !navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") return null;
    const recorder = new Recorder(field, input, changed);
    const press = (name: string, act: () => void): void =>
      box.querySelector(`[data-${name}]`)?.addEventListener("click", act, { signal });
    press("record", () => void recorder.#record());
    press("halt", () => recorder.halt());
    press("listen", () => void recorder.#listen());
    press("drop", () => recorder.#take(null));
    input.addEventListener("change", () => recorder.#show(), { signal });
    signal.addEventListener("abort", () => recorder.#leave());
    box.hidden = false;
    recorder.#show();
    return recorder;
  }

  private constructor(field: HTMLElement, input: HTMLInputElement, changed: () => void) {
    this.#field = field;
    this.#input = input;
    this.#changed = changed;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  halt(): void {
    this.#running?.stop();
  }

  async #record(): Promise<void> {
    this.#say("");
    let sound: MediaStream;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.#say("refused");
      return;
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? "";
    const running = new MediaRecorder(sound, { audioBitsPerSecond: BITS_PER_SECOND, ...(mimeType ? { mimeType } : {}) });
    const parts: Blob[] = [];
    running.addEventListener("dataavailable", (event) => parts.push(event.data));
    running.addEventListener("stop", () => {
      for (const track of sound.getTracks()) track.stop();
      this.#running = undefined;
      window.clearInterval(this.#ticking);
      const kind = running.mimeType.split(";")[0] ?? "audio/webm";
      this.#take(new File(parts, `recording.${kind === "audio/mp4" ? "m4a" : kind.slice(6)}`, { type: kind }));
    });
    const began = Date.now();
    this.#ticking = window.setInterval(() => {
      this.#part("lasts").textContent = elapsedWords(Date.now() - began);
      if (Date.now() - began > LONGEST_MS) this.halt();
    }, 500);
    running.start();
    this.#running = running;
    this.#show();
  }

  #take(file: File | null): void {
    this.#sounding?.stop();
    give(this.#input, file);
    this.#part("lasts").textContent = "";
    this.#show();
    this.#changed();
  }

  // Decoded and played here: the page's rules need no address of its own for it.
  async #listen(): Promise<void> {
    this.#sounding?.stop();
    const file = this.#input.files?.[0];
    if (!file) return;
    this.#player ??= new AudioContext();
    const sounding = this.#player.createBufferSource();
    sounding.buffer = await this.#player.decodeAudioData(await file.arrayBuffer());
    sounding.connect(this.#player.destination);
    sounding.start();
    this.#sounding = sounding;
  }

  #show(): void {
    const [isOn, hasFile] = [this.isRunning, (this.#input.files?.length ?? 0) > 0];
    this.#part("record").hidden = isOn;
    this.#part("halt").hidden = !isOn;
    for (const name of ["listen", "drop"]) this.#part(name).hidden = isOn || !hasFile;
    this.#say(isOn ? "on" : hasFile ? "done" : "");
  }

  #say(state: "" | "on" | "done" | "refused"): void {
    const words = this.#part("state");
    words.textContent = state ? (words.dataset[state] ?? "") : "";
  }

  #part(name: string): HTMLElement {
    return this.#field.querySelector<HTMLElement>(`[data-${name}]`) ?? document.createElement("span");
  }

  #leave(): void {
    this.halt();
    window.clearInterval(this.#ticking);
    void this.#player?.close();
  }
}
