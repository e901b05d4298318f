// The page of a person who calls. Everything is in memory: no cookie, no storage; closing the page hangs up.
import { emptyPage, ShiftCount } from "../lib/chat/leaving";
import { defineIsland, type Island } from "../lib/island";
import { Looking } from "../lib/voice/looking";
import { Mesh, type Told } from "../lib/voice/mesh";
import { Meter, microphone } from "../lib/voice/microphone";

const AFTER_MS = [300, 1_500, 4_000];

class Caller implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();
  readonly #said: Record<string, string>;
  #stream: MediaStream | null = null;
  #meter: Meter | null = null;
  #looking: Looking | null = null;
  #token = "";
  #call = "";
  #state = "";
  #heard = 0; // the last message of the line that was said aloud

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#said = JSON.parse(document.getElementById("said")?.textContent ?? "{}") as Record<string, string>;
  }

  connect(): void {
    const on = { signal: this.#stop.signal };
    const shifts = new ShiftCount();
    this.#find("[data-leave]")?.addEventListener("click", (event) => this.#leave(event), on);
    document.addEventListener("keydown", (event) => shifts.press(event.key, event.timeStamp) && !event.repeat && this.#leave(event), on);
    window.addEventListener("pagehide", () => this.#goodbye(), on);
    this.#find("[data-hang-up]")?.addEventListener("click", () => this.#over("ended"), on);
    this.#find("[data-mute]")?.addEventListener("click", (event) => this.#mute(event.currentTarget as HTMLElement), on);
    const start = this.#find<HTMLButtonElement>("[data-start]");
    if (!start) return;
    if (!window.RTCPeerConnection || !navigator.mediaDevices) return this.#tell("unable");
    start.hidden = false;
    start.addEventListener("click", () => void this.#begin(start), on);
  }

  disconnect(): void {
    this.#stop.abort();
    this.#silence();
  }

  async #begin(start: HTMLButtonElement): Promise<void> {
    start.disabled = true;
    this.#tell("asking");
    try {
      this.#stream = await microphone();
    } catch {
      start.disabled = false;
      return this.#tell("no_microphone");
    }
    try {
      const begun = await this.#post("call", {});
      this.#token = String(begun["token"]);
      this.#call = String(begun["call"]);
      this.#follow(begun["ice"] as RTCConfiguration);
    } catch {
      this.#stream.getTracks().forEach((track) => track.stop());
      start.disabled = false;
      this.#tell("not_begun");
    }
  }

  #follow(ice: RTCConfiguration): void {
    const [track] = this.#stream?.getAudioTracks() ?? [];
    if (!track || !this.#stream) return;
    for (const part of this.#element.querySelectorAll<HTMLElement>("[data-before]")) part.hidden = true;
    const talk = this.#find("[data-talk]");
    if (talk) talk.hidden = false;
    this.#find("[data-hang-up]")?.focus();
    this.#meter = new Meter(this.#stream, (level) => this.#find("[data-level]")?.setAttribute("value", String(Math.min(1, level * 6))));
    const sounds = this.#find("[data-sounds]") ?? this.#element;
    this.#looking = new Looking((what, body) => this.#post(`${this.#call}/${what}`, body), (told) => this.#stands(told), (send) => new Mesh(track, ice, sounds, send));
    void this.#looking.run();
  }

  #stands(told: Told | null): void {
    if (!told) return this.#tell("offline");
    this.#write(told.written ?? []);
    const state = told.ended || !told.here ? "ended" : !told.answered ? "waiting" : told.held ? "held" : "talking";
    if (state === "ended") return this.#over("ended");
    if (state !== this.#state && state === "talking") window.speechSynthesis?.cancel();
    this.#tell(state, state !== this.#state);
    this.#state = state;
    this.#hear(told.says, state);
  }

  // The line says something when it chooses, each time under the next number.
  #hear(says: Told["says"], state: string): void {
    if (!says || says.number <= this.#heard) return;
    this.#heard = says.number;
    if (state !== "talking") this.#speak(says.words);
  }

  // What whoever answers wrote meanwhile: a plan, a number. It stays after the call, as long as the page is open.
  #write(written: string[]): void {
    const list = this.#find("[data-written] ul");
    if (!list || list.childElementCount === written.length) return;
    list.replaceChildren(...written.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const place = this.#find("[data-written]");
    if (place) place.hidden = written.length === 0;
  }

  // What is shown in words is said aloud too, by the browser's own voice.
  #speak(words: string): void {
    if (!words || !window.speechSynthesis) return;
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.lang = this.#element.dataset["language"] === "fr" ? "fr-CA" : "en-CA";
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(spoken);
  }

  #mute(button: HTMLElement): void {
    if (!this.#looking) return;
    this.#looking.mesh.muted = !this.#looking.mesh.muted;
    button.setAttribute("aria-pressed", String(this.#looking.mesh.muted));
    this.#looking.soon();
  }

  #over(what: string): void {
    void this.#askAfter(this.#call);
    this.#goodbye();
    this.#silence();
    const talk = this.#find("[data-talk]");
    if (talk) talk.hidden = true;
    const after = this.#find("[data-after]");
    if (after) after.hidden = false;
    this.#tell(what);
  }

  // What is offered once it is over: asked a moment later, since hanging up is what ends it.
  async #askAfter(call: string): Promise<void> {
    if (!call) return;
    for (const wait of AFTER_MS) {
      await new Promise((done) => window.setTimeout(done, wait));
      const { address } = await this.#post(`${call}/after`, {}).catch(() => ({ address: "" }));
      const place = this.#find("[data-asked]");
      const link = place?.querySelector("a");
      if (!address || !place || !link) continue;
      link.href = String(address);
      link.onclick = (event) => {
        event.preventDefault();
        window.location.replace(link.href);
      };
      place.hidden = false;
      return;
    }
  }

  #goodbye(): void {
    if (!this.#call) return;
    const body = new Blob([JSON.stringify({ token: this.#token })], { type: "application/json" });
    navigator.sendBeacon(`${this.#element.dataset["address"] ?? ""}/${this.#call}/leave`, body);
    this.#call = "";
  }

  #silence(): void {
    window.speechSynthesis?.cancel();
    this.#looking?.stop();
    this.#meter?.stop();
    this.#stream?.getTracks().forEach((track) => track.stop());
  }

  #leave(event: Event): void {
    event.preventDefault();
    emptyPage(document);
    this.#goodbye();
    this.#silence();
    window.location.replace(this.#element.dataset["leavesTo"] || "about:blank");
  }

  async #post(what: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.#element.dataset["address"] ?? ""}/${what}`, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-Key": this.#token },
      body: JSON.stringify({ language: this.#element.dataset["language"], ...body }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Record<string, unknown>;
  }

  #tell(what: string, isNews = true): void {
    const place = this.#find("[data-state]");
    if (place && (isNews || place.dataset["state"] !== what)) {
      place.textContent = this.#said[what] ?? what;
      place.dataset["state"] = what;
    }
  }

  #find<E extends HTMLElement = HTMLElement>(selector: string): E | null {
    return this.#element.querySelector<E>(selector);
  }
}

defineIsland("voice-caller", (element) => new Caller(element));
