// The chat of a person with a line. Everything is in memory: no cookie, no storage; closing the page forgets it.
import { emptyPage, replaceInstead, ShiftCount } from "../lib/chat/leaving";
import { Outbox, type Letter, type Sending } from "../lib/chat/outbox";
import { Stream } from "../lib/chat/stream";
import { newId, Refused, type Row, Talking } from "../lib/chat/talking";
import { defineIsland, type Island } from "../lib/island";

const WAIT_MS = 60_000;
const TRY_AGAIN_MS = 2_000;
const LONG_ENOUGH_PX = 80; // nearer than this to the end, the log follows what comes

class Chat implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();
  readonly #talking: Talking;
  readonly #said: Record<string, string>;
  readonly #items = new Map<string, HTMLLIElement>();
  readonly #outbox = new Outbox((letter) => this.#talking.say(letter.id, letter.text), (letter, how) => this.#settled(letter, how));
  #stream: Stream | null = null;
  #waitTimer = 0;
  #state = "";
  #readUpTo = 0;
  #isThere = true;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#talking = new Talking(element.dataset["address"] ?? "", element.dataset["language"] ?? "en");
    this.#said = JSON.parse(document.getElementById("said")?.textContent ?? "{}") as Record<string, string>;
  }

  connect(): void {
    const on = { signal: this.#stop.signal };
    const shifts = new ShiftCount();
    this.#find("[data-leave]")?.addEventListener("click", (event) => this.#leave(event), on);
    document.addEventListener("keydown", (event) => shifts.press(event.key, event.timeStamp) && !event.repeat && this.#leave(event), on);
    this.#element.addEventListener("click", (event) => event.target instanceof Element && event.target.closest("[data-replace]") && replaceInstead(event), on);
    window.addEventListener("pagehide", () => this.#stream && this.#talking.leave(), on);
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload(), on);
    window.addEventListener("online", () => this.#tryNow(), on);
    window.addEventListener("offline", () => this.#stands(false), on);
    document.addEventListener("visibilitychange", () => this.#markRead(), on);
    const start = this.#find<HTMLFormElement>("[data-start]");
    if (!start) return; // closed: there is nothing to begin
    start.hidden = false;
    start.addEventListener("submit", (event) => this.#begin(event, start), on);
    const back = this.#find("[data-back]");
    back?.removeAttribute("hidden");
    back?.querySelector("form")?.addEventListener("submit", (event) => void this.#comeBack(event), on);
    const composer = this.#find<HTMLFormElement>("[data-composer]");
    composer?.addEventListener("submit", (event) => this.#write(event), on);
    composer?.addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && this.#write(event), on);
    this.#find("[data-words]")?.addEventListener("click", () => void this.#giveWords(), on);
    this.#find("[data-end]")?.addEventListener("click", () => void this.#end(), on);
    this.#find("[data-erase]")?.addEventListener("click", () => void this.#erase(), on);
  }

  disconnect(): void {
    this.#stop.abort();
    this.#stream?.stop();
    this.#outbox.forget();
    window.clearInterval(this.#waitTimer);
  }

  // Beginning

  #begin(event: Event, form: HTMLFormElement): void {
    event.preventDefault();
    const given = new FormData(form);
    const answers: Record<string, unknown> = {};
    if (given.get("distress")) answers["distress"] = Number(given.get("distress"));
    if (given.get("danger")) answers["danger"] = given.get("danger");
    this.#show();
    void this.#keepBeginning(answers);
  }

  async #keepBeginning(answers: Record<string, unknown>): Promise<void> {
    for (let isFirst = true; !this.#stop.signal.aborted; isFirst = false) {
      try {
        const begun = await this.#talking.begin(answers);
        this.#follow(0, String(begun["state"]));
        return;
      } catch {
        if (isFirst) this.#tell("not_begun");
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }

  async #comeBack(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const wanted = (event.submitter as HTMLButtonElement | null)?.value;
    const words = String(new FormData(form).get("words") ?? "");
    const place = this.#find("[data-back-error]");
    if (place) place.hidden = true;
    try {
      if (wanted === "erase") {
        const done = await this.#talking.eraseByWords(words);
        form.reset();
        if (place) this.#put(place, done["held"] ? "held" : "erased");
        return;
      }
      await this.#talking.comeBack(words);
      form.reset();
      this.#show();
      this.#follow(0, "");
      this.#note("resumed_here");
    } catch (trouble) {
      if (place) this.#put(place, trouble instanceof Refused && trouble.message ? trouble.message : "offline");
    }
  }

  #show(): void {
    for (const part of this.#element.querySelectorAll<HTMLElement>("[data-before]")) part.hidden = true;
    const talk = this.#find("[data-talk]");
    if (talk) talk.hidden = false;
    this.#find<HTMLTextAreaElement>("textarea")?.focus();
    this.#tell("waiting");
  }

  #follow(after: number, state: string): void {
    this.#state = state;
    const address = (): string => `${this.#element.dataset["stream"] ?? ""}.${this.#talking.id}`;
    this.#stream = new Stream(address, () => this.#talking.headers, this.#listener, after);
    void this.#stream.run();
    void this.#outbox.go();
    void this.#askWait();
    this.#waitTimer = window.setInterval(() => void this.#askWait(), WAIT_MS);
  }

  // What comes

  readonly #listener = {
    came: (row: Row): void => this.#came(row),
    stands: (isThere: boolean): void => this.#stands(isThere),
    closed: (): void => this.#over("elsewhere"),
  };

  #came(row: Row): void {
    const { kind, payload } = row;
    if (kind === "said" || kind === "notice") this.#message(row);
    else if (kind === "read" && payload["by"] === "worker") this.#readByPerson(Number(payload["up_to"]));
    else if (kind === "joined") this.#note(payload["part"] === "supervisor" ? "supervisor_joined" : "joined");
    else if (kind === "left_by_worker" || kind === "ended" || kind === "reopened") this.#note(kind);
    else if (kind === "erased") return this.#over("erased");
    if (kind === "joined" && payload["part"] === "responder") this.#standing("open");
    if (kind === "ended") {
      this.#standing("ended");
      void this.#askAfter();
    }
    if (kind === "reopened" || kind === "left_by_worker") this.#standing("waiting");
  }

  #message(row: Row): void {
    const id = String(row.payload["id"]);
    const own = row.payload["author"] === "person";
    const item = this.#items.get(id) ?? this.#item(id, String(row.payload["author"]), String(row.payload["text"]), new Date(String(row.payload["said_at"])));
    item.dataset["sequence"] = String(row.sequence);
    if (own) this.#mark(item, row.payload["read"] ? "read" : "sent");
    else {
      this.#readUpTo = row.sequence;
      this.#markRead();
    }
  }

  #item(id: string, author: string, text: string, at: Date): HTMLLIElement {
    const item = document.createElement("li");
    item.className = author === "person" ? "own" : "other";
    const who = this.#said[author === "person" ? "you" : author] ?? author;
    item.append(line("b", who), line("time", at.toLocaleTimeString(this.#element.dataset["language"], { hour: "2-digit", minute: "2-digit" })), line("p", text), line("small", ""));
    this.#items.set(id, item);
    this.#append(item);
    return item;
  }

  #readByPerson(upTo: number): void {
    for (const item of this.#items.values()) {
      const sequence = Number(item.dataset["sequence"] ?? Infinity);
      if (item.className === "own" && sequence <= upTo) this.#mark(item, "read");
    }
  }

  #mark(item: HTMLElement, how: "sending" | "failed" | "sent" | "read"): void {
    if (item.dataset["mark"] === "read") return;
    item.dataset["mark"] = how;
    const place = item.querySelector("small");
    if (place) place.textContent = this.#said[how] ?? how;
  }

  #note(what: string): void {
    const item = document.createElement("li");
    item.className = "event";
    item.textContent = this.#said[what] ?? what;
    this.#append(item);
  }

  #append(item: HTMLElement): void {
    const log = this.#find("[data-log]");
    if (!log) return;
    const follows = log.scrollHeight - log.scrollTop - log.clientHeight < LONG_ENOUGH_PX;
    log.append(item);
    if (follows || item.className === "own") log.scrollTop = log.scrollHeight;
  }

  #markRead(): void {
    if (document.visibilityState !== "visible" || this.#readUpTo === 0 || !this.#stream) return;
    const upTo = this.#readUpTo;
    this.#readUpTo = 0;
    this.#talking.here("read", { up_to: upTo }).catch(() => {
      this.#readUpTo ||= upTo;
    });
  }

  // What goes

  #write(event: Event): void {
    event.preventDefault();
    const place = this.#find<HTMLTextAreaElement>("textarea");
    const text = place?.value.trim() ?? "";
    if (!place || !text) return;
    const letter = { id: newId(), text };
    this.#mark(this.#item(letter.id, "person", text, new Date()), "sending");
    place.value = "";
    place.focus();
    if (this.#stream) this.#outbox.add(letter);
    else this.#early.push(letter);
  }

  readonly #early: Letter[] = [];

  #settled(letter: Letter, how: Sending): void {
    const item = this.#items.get(letter.id);
    if (item) this.#mark(item, how === "sent" ? "sent" : how === "later" ? "sending" : "failed");
    if (how === "over") this.#over("elsewhere");
  }

  // How it stands

  #standing(state: string): void {
    this.#state = state;
    if (state !== "ended") this.#offer("");
    this.#tell(this.#isThere ? state : "offline");
    if (state !== "waiting") this.#sayWait("");
    else void this.#askWait();
  }

  #stands(isThere: boolean): void {
    for (const letter of this.#early.splice(0)) this.#outbox.add(letter);
    if (isThere === this.#isThere) return;
    this.#isThere = isThere;
    this.#tell(isThere ? this.#state || "waiting" : "offline");
    if (isThere) void this.#outbox.go();
  }

  #tryNow(): void {
    this.#stream?.wake();
    void this.#outbox.go();
    this.#markRead();
  }

  async #askWait(): Promise<void> {
    if (this.#state !== "waiting" && this.#state !== "") return;
    try {
      const told = await this.#talking.wait();
      if (this.#state === "") this.#standing(String(told["state"]));
      if (told["state"] !== "waiting") return;
      this.#sayWait(String(told["wait"]));
      this.#showWays(told["ways"] as { label: string; href: string }[]);
    } catch {
      // The next minute asks again; the ways that the page came with are still there.
    }
  }

  #showWays(ways: { label: string; href: string }[]): void {
    const list = this.#find("[data-ways]");
    const links = ways.map(({ label, href }) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href, textContent: label, rel: "noreferrer" });
      item.append(link);
      return item;
    });
    if (list && !list.contains(document.activeElement)) list.replaceChildren(...links);
  }

  // What is offered once it is over. The page of the questions takes this one's place in the history.
  async #askAfter(): Promise<void> {
    try {
      const { address } = await this.#talking.here("after");
      if (this.#state === "ended") this.#offer(String(address));
    } catch {
      // A question less: nothing else depends on it.
    }
  }

  #offer(address: string): void {
    const place = this.#find("[data-asked]");
    const link = place?.querySelector("a");
    if (!place || !link) return;
    place.hidden = !address;
    link.href = address;
    link.onclick = (event) => {
      event.preventDefault();
      window.location.replace(link.href);
    };
  }

  #sayWait(words: string): void {
    const place = this.#find("[data-wait]");
    if (place) place.textContent = words;
  }

  #tell(what: string): void {
    const place = this.#find("[data-state]");
    if (place) place.textContent = this.#said[what] ?? "";
  }

  #put(place: HTMLElement, what: string): void {
    place.textContent = this.#said[what] ?? what;
    place.hidden = false;
  }

  // Coming back, ending, erasing, leaving

  async #giveWords(): Promise<void> {
    const place = this.#find("[data-words-shown]");
    if (!place) return;
    try {
      const { words } = await this.#talking.here("words");
      place.replaceChildren(line("p", this.#said["words_are"] ?? ""), line("strong", String(words)));
    } catch {
      this.#put(place, "offline");
    }
  }

  async #end(): Promise<void> {
    if (await this.#isSure("end")) await this.#try("end");
  }

  async #erase(): Promise<void> {
    if (!(await this.#isSure("erase"))) return;
    const done = await this.#try("erase");
    if (done?.["held"]) this.#note("held");
    else if (done) this.#over("erased");
  }

  async #try(what: string): Promise<Record<string, unknown> | null> {
    try {
      return await this.#talking.here(what);
    } catch (trouble) {
      this.#tell(trouble instanceof Refused && trouble.status === 410 ? "elsewhere" : "offline");
      return null;
    }
  }

  #isSure(what: "end" | "erase"): Promise<boolean> {
    const dialog = this.#find<HTMLDialogElement>("[data-sure]");
    if (!dialog) return Promise.resolve(true);
    for (const one of ["end", "erase"]) {
      const words = dialog.querySelector<HTMLElement>(`[data-sure-${one}]`);
      if (words) words.hidden = one !== what;
    }
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
  }

  // Nothing more comes or goes here, and no word stays on the page.
  #over(what: string): void {
    this.#stream?.stop();
    this.#stream = null;
    this.#outbox.forget();
    window.clearInterval(this.#waitTimer);
    this.#items.clear();
    this.#find("[data-log]")?.replaceChildren();
    for (const part of ["[data-composer]", ".after"]) this.#find(part)?.setAttribute("hidden", "");
    this.#sayWait("");
    this.#offer("");
    this.#tell(what);
  }

  #leave(event: Event): void {
    event.preventDefault();
    const target = this.#element.dataset["leavesTo"] || "about:blank";
    const wasTalking = this.#stream !== null;
    emptyPage(document);
    this.disconnect();
    if (wasTalking) this.#talking.leave();
    window.location.replace(target);
  }

  #find<Kind extends HTMLElement = HTMLElement>(selector: string): Kind | null {
    return this.#element.querySelector<Kind>(selector);
  }
}

function line(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

defineIsland("chat", (element) => new Chat(element));
