// The microphone, and how loud what it hears is: asked for when the person presses a button, let go at the end.

export async function microphone(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
}

export class Meter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #timer: number;

  constructor(stream: MediaStream, show: (level: number) => void) {
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#timer = window.setInterval(() => {
      this.#analyser.getFloatTimeDomainData(samples);
      show(Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
    }, 150);
  }

  stop(): void {
    window.clearInterval(this.#timer);
    void this.#context.close();
  }
}
