// Takes the directory along, and searches it on the device: words asked here are sent nowhere.
import { defineIsland, type Island, readProps } from "../lib/island";
import { canKeep, daysOld, keepShell, OLD_DAYS, read, remove, take } from "../lib/offline/copy";
import { saysSomething, type Who } from "../lib/offline/fitting";
import { type Copy, type Hit, Index, type KeptPlace, type KeptService, type Lines, type Phone, type Placed, type Point, type Words } from "../lib/offline/search";

interface Props {
  readonly reader: "en" | "fr";
  readonly pack: string;
  readonly worker: string;
  readonly pages: readonly string[];
  readonly words: Readonly<Record<string, string>>;
}

class FinderOffline implements Island {
  readonly #element: HTMLElement;
  readonly #props: Props;
  #copy: Copy | null = null;
  #index: Index | null = null;
  #here: Point | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#props = readProps<Props>(element);
  }

  connect(): void {
    if (!canKeep()) {
      this.#part("age").textContent = this.#say("unsupported");
      return;
    }
    this.#part("take").hidden = false;
    this.#part("take").addEventListener("click", () => void this.#take());
    this.#part("remove").addEventListener("click", () => void this.#remove());
    this.#part("search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search();
    });
    this.#part("locate").hidden = !("geolocation" in navigator);
    this.#part("locate").addEventListener("click", () => this.#locate());
    void this.#open();
  }

  disconnect(): void {
    this.#index = null;
  }

  async #open(): Promise<void> {
    this.#copy = await read(Date.now());
    this.#index = this.#copy ? new Index(this.#copy) : null;
    this.#part("search").hidden = this.#part("remove").hidden = !this.#copy;
    const age = this.#part("age");
    if (!this.#copy) {
      age.textContent = this.#say("none");
      return;
    }
    const moment = new Intl.DateTimeFormat(`${this.#props.reader}-CA`, { dateStyle: "long", timeStyle: "short" });
    const days = daysOld(this.#copy.as_of, Date.now());
    age.textContent = this.#say("copy", moment.format(new Date(this.#copy.as_of)), String(this.#copy.services.length));
    if (days >= OLD_DAYS) {
      age.className = "notice warning";
      age.append(` ${this.#say("old", String(days))}`);
    }
  }

  async #take(): Promise<void> {
    const button = this.#part("take") as HTMLButtonElement;
    const progress = this.#part("progress") as HTMLProgressElement;
    const town = this.#element.querySelector<HTMLSelectElement>("#town")?.value ?? "";
    button.disabled = true;
    progress.hidden = false;
    try {
      await keepShell(this.#props.pages, this.#files(), this.#props.worker);
      await take(this.#props.pack, town, (done, total) => {
        progress.max = Math.max(1, total);
        progress.value = done;
        this.#part("age").textContent = this.#say("taking", String(done), String(total));
      });
      await this.#open();
      this.#tell(this.#say("ready"));
    } catch {
      await this.#open();
      this.#tell(this.#say("failed"), true);
    } finally {
      button.disabled = false;
      progress.hidden = true;
    }
  }

  async #remove(): Promise<void> {
    await remove();
    this.#part("results").replaceChildren();
    await this.#open();
    this.#tell(this.#say("removed"));
  }

  #files(): readonly string[] {
    return JSON.parse(document.getElementById("offline-files")?.textContent ?? "[]") as string[];
  }

  #search(): void {
    if (!this.#index) return;
    const words = this.#element.querySelector<HTMLInputElement>("#words")!.value;
    const written = this.#element.querySelector<HTMLInputElement>("#near")!.value;
    const who = this.#who();
    const everyone = this.#element.querySelector<HTMLInputElement>("#everyone")!.checked;
    const place = this.#index.place(written);
    const { hits, total, readAs, unknown } = this.#index.search(words, written.trim() ? place : this.#here, who, everyone);
    const found = total > hits.length ? this.#say("first", String(total), String(hits.length)) : total === 1 ? this.#say("found_one") : this.#say("found", String(total));
    const said = hits.length ? found : this.#say("nothing");
    const isUnknown = Boolean(written.trim()) && place === null;
    const told = [said, ...(isUnknown ? [this.#say("place_unknown")] : []), ...readAs.map((pair) => this.#say("read_as", ...pair)), ...unknown.map((word) => this.#say("unknown", word))];
    this.#tell(told.join(" "), isUnknown);
    this.#part("results").replaceChildren(...hits.map((hit) => this.#card(hit, saysSomething(who))));
  }

  // What they say of themselves: read from the form for this search, and kept nowhere.
  #who(): Who {
    const field = (name: string) => this.#element.querySelector<HTMLInputElement | HTMLSelectElement>(`#${name}`)!.value.trim();
    const number = (name: string) => {
      const written = Number(field(name).replace(/[\s$]/g, "").replace(",", "."));
      return field(name) && Number.isFinite(written) ? written : null;
    };
    const ticked = this.#element.querySelectorAll<HTMLInputElement>("[data-status]:checked");
    return { age: number("age"), gender: field("gender"), income: number("income"), household: number("household"), lives: field("lives"), statuses: [...ticked].map((one) => one.value) };
  }

  #locate(): void {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.#here = [coords.longitude, coords.latitude];
        this.#element.querySelector<HTMLInputElement>("#near")!.value = "";
        this.#tell(this.#say("position"));
      },
      () => this.#tell(this.#say("no_position")),
      { maximumAge: 600_000, timeout: 20_000 },
    );
  }

  #card({ service, km, places, fits }: Hit, said: boolean): HTMLElement {
    const item = make("li");
    const card = make("article", "service card");
    const title = this.#told("h3", service.name);
    if (title) card.append(title);
    add(card, this.#told("p", service.agency, "by"), this.#told("p", service.alert, "notice warning"));
    const languages = (service.languages ?? []).map((code) => this.#copy?.languages[code]?.[this.#props.reader === "fr" ? 1 : 0] ?? code);
    const facts = [this.#away(km), service.free ? this.#say("free") : "", languages.join(", ")];
    const line = make("p", "facts");
    for (const fact of facts.filter(Boolean)) line.append(make("span", "", fact));
    if (line.childElementCount) card.append(line);
    add(card, ...this.#lines(service.room).map((words) => make("p", "room", words)));
    const several = places.length > 1;
    add(card, ...places.flatMap((one) => this.#place(one, several)), this.#hours(service.hours));
    add(card, this.#told("p", service.about, "about"), this.#forThem(service, fits, said), ...this.#more(service));
    const phones = [...(service.phones ?? []), ...(several ? [] : places.flatMap(({ place }) => place.phones ?? []))];
    add(card, ...phones.slice(0, 3).map((phone) => this.#call(phone)));
    if (service.verified) card.append(make("p", "hint", this.#say("verified", this.#day(service.verified))));
    item.append(card);
    return item;
  }

  // Of several, each with its name, how far it is and its own telephones.
  #place({ place, km }: Placed, several: boolean): (HTMLElement | null)[] {
    const access = this.#lines(place.access);
    const away = several ? this.#away(km) : "";
    return [
      several ? this.#told("h4", place.name) : null,
      place.address || away ? make("p", "where", [place.address, away].filter(Boolean).join(" · ")) : null,
      this.#hours(place.hours),
      access.length ? make("p", "", access.join("; ")) : null,
      ...(several ? (place.phones ?? []).slice(0, 2).map((phone) => this.#call(phone)) : []),
    ];
  }

  #away(km: number | null): string {
    return km === null ? "" : this.#say("away", km.toLocaleString(`${this.#props.reader}-CA`, { maximumFractionDigits: 1 }));
  }

  #call([shown, dial, says]: Phone): HTMLElement {
    const call = make("a", "button", this.#say("call", shown)) as HTMLAnchorElement;
    call.href = `tel:${dial}`;
    const row = make("p", "call");
    row.append(call);
    const words = this.#told("span", says);
    if (words) row.append(" ", words);
    return row;
  }

  #hours(hours: KeptPlace["hours"]): HTMLElement | null {
    const lines = this.#lines(hours);
    return lines.length ? make("p", "", lines.join("; ")) : null;
  }

  // Whether it is for them, and its rules; the rules alone where they said nothing of themselves.
  #forThem(service: KeptService, fits: boolean | null, said: boolean): HTMLElement | null {
    const rules = this.#lines(service.whom);
    if (!said && !rules.length) return null;
    const line = make("p", "for-them", said ? this.#say(fits === null ? "unsaid" : fits ? "fits" : "fits_not") : "");
    if (rules.length) line.append(said ? " " : "", make("span", "hint", rules.join(" · ")));
    return line;
  }

  #more(service: KeptService): HTMLElement[] {
    const worded = (["for", "how", "wait", "interpreters"] as const).flatMap((name) => {
      const text = this.#told("p", service[name]);
      return text ? [make("h4", "", this.#say(name === "for" ? "who_for" : name)), text] : [];
    });
    const listed = (["bring", "cost", "area"] as const).flatMap((name) => {
      const lines = this.#lines(service[name]);
      return lines.length ? [make("h4", "", this.#say(name)), make("p", "", lines.join("; "))] : [];
    });
    const parts = [...worded, ...listed];
    if (!parts.length) return [];
    const details = make("details");
    details.append(make("summary", "", this.#say("more")), ...parts);
    return [details];
  }

  #lines(lines: Lines | undefined): readonly string[] {
    return lines?.[this.#props.reader] ?? [];
  }

  // In the reader's language; in another one it says so, and so it does where no person made sure of the words.
  #told(tag: string, words: Words | undefined, look = ""): HTMLElement | null {
    const { reader } = this.#props;
    const other = Object.keys(words ?? {}).find((one) => one.length === 2) ?? reader;
    const language = [reader, reader === "fr" ? "en" : "fr"].find((one) => words?.[one]) ?? other;
    const text = words?.[language];
    if (!text) return null;
    const element = make(tag, look, text);
    if (language !== reader) element.lang = language;
    const doubt = words[`${language}_is`];
    if (doubt) element.append(" ", make("span", "hint", `(${this.#say(doubt)})`));
    return element;
  }

  #day(written: string): string {
    return new Intl.DateTimeFormat(`${this.#props.reader}-CA`, { dateStyle: "long", timeZone: "UTC" }).format(new Date(written));
  }

  #tell(words: string, isTrouble = false): void {
    const said = this.#part("said");
    said.className = isTrouble ? "notice warning" : "note";
    said.textContent = words;
  }

  #say(key: string, ...values: readonly string[]): string {
    let at = 0;
    return (this.#props.words[key] ?? key).replace(/\{\}/g, () => values[at++] ?? "");
  }

  #part(name: string): HTMLElement {
    return this.#element.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  }
}

function make(tag: string, look = "", text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (look) element.className = look;
  if (text) element.textContent = text;
  return element;
}

function add(parent: HTMLElement, ...children: readonly (HTMLElement | null)[]): void {
  parent.append(...children.filter((child) => child !== null));
}

defineIsland("finder-offline", (element) => new FinderOffline(element));
