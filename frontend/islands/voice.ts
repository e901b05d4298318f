// The voice of a conversation on the console: answer, hold, pass on, bring in; for a supervisor listen, whisper, join.
import { defineIsland, type Island } from "../lib/island";
import { Looking } from "../lib/voice/looking";
import { Mesh, type Told } from "../lib/voice/mesh";
import { Meter, microphone } from "../lib/voice/microphone";

class Voice implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();
  readonly #said: Record<string, string>;
  #stream: MediaStream | null = null;
  #meter: Meter | null = null;
  #looking: Looking | null = null;
  #part = "";

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#said = JSON.parse(element.querySelector("script[type='application/json']")?.textContent ?? "{}") as Record<string, string>;
  }

  connect(): void {
    const on = { signal: this.#stop.signal };
    this.#element.addEventListener("click", (event) => this.#pressed(event), on);
    window.addEventListener("pagehide", () => this.#goodbye(), on);
  }

  disconnect(): void {
    this.#goodbye();
    this.#stop.abort();
    this.#silence();
  }

  #pressed(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-voice]") : null;
    if (!button) return;
    const what = button.dataset["voice"] ?? "";
    if (what === "talks" || what === "listens" || what === "whispers") void this.#enter(what);
    else if (what === "mute") this.#mute(button);
    else if (what === "leave") void this.#do("leave", {}).then(() => this.#over());
    else void this.#do(what, what === "hold" ? { held: button.getAttribute("aria-pressed") !== "true" } : {});
  }

  async #enter(part: string): Promise<void> {
    if (this.#looking) {
      await this.#do("enter", { part, stays: true });
      this.#part = part;
      return this.#looking.soon();
    }
    this.#tell("asking");
    try {
      this.#stream = await microphone();
    } catch {
      return this.#tell("no_microphone");
    }
    const begun = await this.#do("enter", { part });
    const [track] = this.#stream.getAudioTracks();
    if (!begun || !track) return this.#silence();
    this.#part = part;
    this.#meter = new Meter(this.#stream, (level) => this.#element.querySelector("[data-level]")?.setAttribute("value", String(Math.min(1, level * 6))));
    const sounds = this.#element.querySelector<HTMLElement>("[data-sounds]") ?? this.#element;
    this.#looking = new Looking((what, body) => this.#post(what, body), (told) => this.#stands(told), (send) => new Mesh(track, begun["ice"] as RTCConfiguration, sounds, send));
    void this.#looking.run();
  }

  #stands(told: Told | null): void {
    if (!told) return this.#tell("offline");
    if (told.ended || !told.here) return this.#over();
    const caller = told.parties.some((one) => one.part === "caller");
    this.#tell(!caller ? "no_caller" : told.held ? "held" : this.#part);
    this.#element.dataset["connected"] = String(this.#looking?.mesh.connected ?? 0);
    const others = told.parties.filter((one) => one.part !== "caller").length;
    const place = this.#element.querySelector("[data-others]");
    if (place) place.textContent = others ? (this.#said["others"] ?? "").replace("%", String(others)) : "";
    this.#element.querySelector("button[data-voice='hold']")?.setAttribute("aria-pressed", String(told.held));
    this.#buttons(true, others > 0);
  }

  #buttons(isIn: boolean, hasOthers: boolean): void {
    for (const button of this.#element.querySelectorAll<HTMLElement>("[data-when]")) {
      const when = button.dataset["when"];
      button.hidden = when === "out" ? isIn : when === "in" ? !isIn : !(isIn && hasOthers && this.#part === "talks");
    }
    for (const button of this.#element.querySelectorAll<HTMLElement>("button[data-part]")) button.setAttribute("aria-pressed", String(isIn && button.dataset["voice"] === this.#part));
  }

  #mute(button: HTMLElement): void {
    if (!this.#looking) return;
    this.#looking.mesh.muted = !this.#looking.mesh.muted;
    button.setAttribute("aria-pressed", String(this.#looking.mesh.muted));
    this.#looking.soon();
  }

  #over(): void {
    this.#silence();
    this.#buttons(false, false);
    this.#tell("ended");
  }

  #goodbye(): void {
    if (!this.#looking) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.#token);
    navigator.sendBeacon(`${this.#element.dataset["address"] ?? ""}/leave`, body);
  }

  #silence(): void {
    this.#looking?.stop();
    this.#looking = null;
    this.#meter?.stop();
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
  }

  async #do(what: string, body: Record<string, unknown>): Promise<Record<string, unknown> | null> {
    try {
      const answer = await this.#post(what, body);
      this.#looking?.soon();
      return answer;
    } catch {
      this.#tell("refused");
      return null;
    }
  }

  get #token(): string {
    return this.#element.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  async #post(what: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.#element.dataset["address"] ?? ""}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.#token },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Record<string, unknown>;
  }

  #tell(what: string): void {
    const place = this.#element.querySelector<HTMLElement>("[data-state]");
    if (place && place.dataset["state"] !== what) {
      place.textContent = this.#said[what] ?? what;
      place.dataset["state"] = what;
    }
  }
}

defineIsland("voice", (element) => new Voice(element));
