// Is this device ready for the console: live words, a clock in the background, sound, a microphone that hears.
import { defineIsland, type Island } from "../lib/island";

class Device implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();
  #stream: MediaStream | null = null;
  #timer = 0;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  connect(): void {
    this.#tell("live", "EventSource" in window && "fetch" in window);
    this.#tell("beats", "Worker" in window);
    this.#element.addEventListener("click", (event) => {
      const wanted = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]")?.dataset["do"] : undefined;
      if (wanted === "sound") this.#play();
      if (wanted === "microphone") void this.#hear();
    }, { signal: this.#stop.signal });
  }

  disconnect(): void {
    this.#stop.abort();
    this.#quiet();
  }

  #tell(test: string, works: boolean): void {
    const place = this.#element.querySelector<HTMLElement>(`[data-test="${test}"] [data-result]`);
    const words = this.#element.querySelector(works ? "[data-word-yes]" : "[data-word-no]")?.textContent ?? "";
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("danger", !works);
  }

  #play(): void {
    const audio = new AudioContext();
    [660, 880].forEach((pitch, place) => {
      const tone = audio.createOscillator();
      tone.frequency.value = pitch;
      tone.connect(audio.destination);
      tone.start(audio.currentTime + place * 0.25);
      tone.stop(audio.currentTime + place * 0.25 + 0.2);
    });
  }

  async #hear(): Promise<void> {
    this.#quiet();
    const refused = this.#element.querySelector<HTMLElement>("[data-refused]");
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      if (refused) refused.hidden = false;
      return;
    }
    if (refused) refused.hidden = true;
    const audio = new AudioContext();
    const heard = audio.createAnalyser();
    audio.createMediaStreamSource(this.#stream).connect(heard);
    const samples = new Uint8Array(heard.fftSize);
    const bar = this.#element.querySelector<HTMLProgressElement>("[data-level]");
    this.#timer = window.setInterval(() => {
      heard.getByteTimeDomainData(samples);
      const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
      if (bar) bar.value = Math.min(100, loudest);
    }, 100);
  }

  #quiet(): void {
    window.clearInterval(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }
}

defineIsland("device", (element) => new Device(element));
