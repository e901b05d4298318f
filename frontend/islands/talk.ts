// A conversation: follows its stream, adds what was said, sends each message once however often it must try, and keeps what is
// half written while another conversation is looked at.
import { defineIsland, type Island } from "../lib/island";
import { Line, type LineListener, type LineState } from "../lib/line";
import { uuid7 } from "../lib/uuid7";

const TRY_AGAIN_MS = [500, 2_000, 5_000, 10_000];
const drafts = new Map<string, string>(); // in memory alone: words of people are never left in a browser

class Talk implements Island, LineListener {
  readonly #element: HTMLElement;
  readonly #log: HTMLElement;
  readonly #scrolls: HTMLElement;
  readonly #form: HTMLFormElement | null;
  readonly #line: Line;
  readonly #stop = new AbortController();
  #last: number;
  #asked = 0;
  #isAsking = false;

  constructor(element: HTMLElement) {
    this.#element = element;
    const log = element.querySelector<HTMLElement>("[data-log]");
    if (!log) throw new Error("talk: no log");
    this.#log = log;
    this.#scrolls = element.querySelector<HTMLElement>("[data-scrolls]") ?? log;
    this.#form = element.querySelector<HTMLFormElement>("[data-say]");
    this.#last = Number(element.dataset["last"] ?? 0);
    this.#line = new Line(element.dataset["stream"] ?? "", -1);
  }

  connect(): void {
    const { signal } = this.#stop;
    this.#line.add(this);
    this.#line.open();
    this.#scrolls.scrollTop = this.#scrolls.scrollHeight;
    void this.#ask(); // what came between the page and the stream
    document.addEventListener("visibilitychange", () => void this.#tellRead(), { signal });
    document.addEventListener("click", (event) => this.#insert(event), { signal });
    this.#element.addEventListener("click", (event) => this.#turnTo(event), { signal });
    const area = this.#area();
    if (!this.#form || !area) return;
    area.value ||= drafts.get(this.#name) ?? "";
    this.#form.addEventListener("submit", (event) => this.#submit(event), { signal, capture: true });
    area.addEventListener("keydown", (event) => this.#enter(event), { signal });
    if (window.matchMedia("(min-width: 60rem)").matches) area.focus({ preventScroll: true });
  }

  disconnect(): void {
    const typed = this.#area()?.value ?? "";
    if (typed.trim()) drafts.set(this.#name, typed);
    else drafts.delete(this.#name);
    this.#stop.abort();
    this.#line.close();
  }

  changed(sequence: number): void {
    this.#asked = sequence;
    void this.#ask();
  }

  stands(state: LineState): void {
    this.#element.dataset["line"] = state;
  }

  get #name(): string {
    return this.#element.dataset["contact"] ?? "";
  }

  #area(): HTMLTextAreaElement | null {
    return this.#form?.querySelector("textarea") ?? null;
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      let wanted: number;
      do {
        wanted = this.#asked;
        const answer = await fetch(`${this.#element.dataset["said"]}?after=${this.#last}`, { credentials: "same-origin", redirect: "manual" });
        if (!answer.ok) return;
        this.#take(await answer.text(), Number(answer.headers.get("X-Read") ?? 0));
      } while (this.#asked > wanted);
    } catch {
      // The line says that the network is away; the next ring asks again.
    } finally {
      this.#isAsking = false;
    }
  }

  #take(html: string, readUpTo: number): void {
    const nearEnd = this.#scrolls.scrollHeight - this.#scrolls.scrollTop - this.#scrolls.clientHeight < 80;
    const found = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelectorAll<HTMLElement>("li.said");
    for (const item of found) {
      const sequence = Number(item.dataset["sequence"]);
      this.#log.querySelector(`[data-sending="${item.id.slice("said-".length)}"]`)?.remove();
      if (sequence <= this.#last || document.getElementById(item.id)) continue;
      this.#last = sequence;
      this.#log.append(document.adoptNode(item));
    }
    for (const item of this.#log.querySelectorAll<HTMLElement>("li[data-sequence]")) {
      const word = item.querySelector("[data-word-read]")?.textContent;
      const place = item.querySelector("[data-read-state]");
      if (word && place && Number(item.dataset["sequence"]) <= readUpTo) place.textContent = word;
    }
    for (const field of this.#element.querySelectorAll<HTMLInputElement>("[data-up-to]")) field.value = String(this.#last);
    if (nearEnd && found.length) this.#scrolls.scrollTop = this.#scrolls.scrollHeight;
    if (!found.length) return;
    void this.#tellRead();
    document.body.dispatchEvent(new Event("reach")); // a word to stop changes whether answers arrive
  }

  async #tellRead(): Promise<void> {
    if (document.hidden || !this.#last || !this.#form) return;
    await this.#post(this.#element.dataset["read"] ?? "", { up_to: String(this.#last) }).catch(() => null);
  }

  // Enter sends; Shift and Enter begin a line; a word being composed (accents, other scripts) is left to its keyboard.
  #enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#form?.requestSubmit();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const area = this.#area();
    const text = area?.value.trim() ?? "";
    if (!area || !text) return;
    const kind = event.submitter instanceof HTMLButtonElement && event.submitter.name === "kind" ? event.submitter.value : "";
    area.value = "";
    drafts.delete(this.#name);
    area.focus();
    void this.#send(uuid7(), text, kind);
  }

  async #send(id: string, text: string, kind: string): Promise<void> {
    const item = this.#pending(id, text, kind);
    for (let turn = 0; !this.#stop.signal.aborted; turn += 1) {
      try {
        const answer = await this.#post(this.#form?.action ?? "", { id, text, kind });
        if (answer.ok) return void this.#ask();
        if (answer.status < 500) break; // refused: trying again by itself would not help
      } catch {
        // no network
      }
      const wait = TRY_AGAIN_MS[turn];
      if (wait === undefined) break;
      await new Promise((done) => window.setTimeout(done, wait));
    }
    this.#failed(item, id, text, kind);
  }

  #pending(id: string, text: string, kind: string): HTMLElement {
    const holder = this.#element.querySelector<HTMLTemplateElement>("template[data-pending]");
    const item = holder?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    item.dataset["sending"] = id;
    if (kind === "whisper") item.classList.replace("mine", "whisper");
    const words = item.querySelector(".said-text");
    if (words) words.textContent = text;
    this.#log.append(item);
    this.#scrolls.scrollTop = this.#scrolls.scrollHeight;
    return item;
  }

  #failed(item: HTMLElement, id: string, text: string, kind: string): void {
    item.classList.add("failed");
    item.querySelector("[data-state]")?.setAttribute("hidden", "");
    const again = item.querySelector<HTMLButtonElement>("[data-again]");
    if (!again) return;
    again.hidden = false;
    again.addEventListener("click", () => {
      item.remove();
      void this.#send(id, text, kind);
    }, { once: true });
  }

  // `<button data-insert="words">` of the toolbox puts words where the reader writes: nothing is sent before they say so.
  #insert(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-insert]") : null;
    const area = this.#area();
    if (!button || !area) return;
    const before = area.value.trimEnd();
    area.value = before ? `${before}\n${button.dataset["insert"]}` : (button.dataset["insert"] ?? "");
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }

  // The tab of the panel in view says so; a menu closes behind what was chosen in it, and keeps the focus.
  #turnTo(event: MouseEvent): void {
    const chosen = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-tab]") : null;
    if (!chosen) return;
    for (const tab of this.#element.querySelectorAll<HTMLAnchorElement>(".talk-tabs a[data-tab]")) {
      if (tab.getAttribute("href") === chosen.getAttribute("href")) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    const menu = chosen.closest<HTMLDetailsElement>(".tab-menu");
    if (!menu?.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus({ preventScroll: true });
  }

  async #post(address: string, values: Record<string, string>): Promise<Response> {
    const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    return fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      body: new URLSearchParams(values),
      credentials: "same-origin",
      redirect: "manual",
    });
  }
}

defineIsland("talk", (element) => new Talk(element));
