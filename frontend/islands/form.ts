// A form under a thumb: questions appear as they matter, counters grow by taps, the timer runs. Every form works without it.
import { elapsedWords, localText, minutesOf } from "../lib/forms/clock";
import { smaller } from "../lib/forms/pictures";
import { readAnswers, readNumber, rowMarks } from "../lib/forms/reading";
import { signatureIn } from "../lib/forms/signature";
import { Recorder } from "../lib/forms/recorder";
import { type Rules, resolve, rowPath } from "../lib/forms/rules";
import { defineIsland, type Island, readProps } from "../lib/island";

class FormFields implements Island {
  readonly #element: HTMLElement;
  readonly #rules: Rules;
  readonly #stop = new AbortController();
  readonly #recorders: Recorder[] = [];
  #isChanged = false;
  #ticking: number | undefined;
  #asking: number | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#rules = readProps<Rules>(element);
  }

  connect(): void {
    const { signal } = this.#stop;
    this.#element.addEventListener("input", () => this.#changed(), { signal });
    this.#element.addEventListener("change", () => this.#changed(), { signal });
    this.#element.addEventListener("click", (event) => this.#tapped(event), { signal });
    this.#form?.addEventListener("submit", (event) => this.#sending(event), { signal });
    window.addEventListener("beforeunload", (event) => this.#leaving(event), { signal });
    this.#prepare(this.#element);
    for (const timer of this.#timers()) this.#showTimer(timer);
    this.#ticking = window.setInterval(() => this.#tick(), 1000);
    this.#draw();
    document.getElementById("form-errors")?.focus();
  }

  // What stands in `root` from now on: the page, or a row that was added.
  #prepare(root: HTMLElement): void {
    const { signal } = this.#stop;
    for (const button of root.querySelectorAll<HTMLElement>("[data-less], [data-more], [data-now]")) button.hidden = false;
    for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file]")) {
      input.addEventListener("change", () => void this.#preview(input), { signal });
    }
    for (const field of root.querySelectorAll<HTMLElement>("[data-signing]")) signatureIn(field, () => this.#changed(), signal);
    for (const field of root.querySelectorAll<HTMLElement>("[data-recording]")) {
      const recorder = Recorder.in(field, () => this.#changed(), signal);
      if (recorder) this.#recorders.push(recorder);
    }
    for (const input of root.querySelectorAll<HTMLInputElement>("[data-find-people]")) {
      input.addEventListener("input", () => this.#ask(input), { signal });
    }
    for (const input of root.querySelectorAll<HTMLInputElement>("[data-find-choices]")) {
      input.addEventListener("input", () => this.#askChoices(input), { signal });
    }
  }

  disconnect(): void {
    this.#stop.abort();
    window.clearTimeout(this.#asking);
    window.clearInterval(this.#ticking);
  }

  get #form(): HTMLFormElement | null {
    return this.#element.closest("form");
  }

  #changed(): void {
    this.#isChanged = true;
    this.#draw();
  }

  #draw(): void {
    if (!this.#form) return;
    const data = new FormData(this.#form);
    const { shown, required, calculated } = resolve(this.#rules, { ...this.#rules.given, ...readAnswers(this.#rules, data) });
    for (const part of this.#element.querySelectorAll<HTMLElement>("[data-field]")) {
      const code = pathOf(part.dataset["field"] ?? "", data);
      part.hidden = !shown.has(code);
      const optional = part.querySelector<HTMLElement>(":scope > :is(label, legend) > .optional");
      if (optional) optional.hidden = required.has(code);
      const output = part.querySelector<HTMLOutputElement>(":scope > output.calculated");
      if (output) output.value = String(calculated.get(code) ?? "–");
    }
    for (const repeat of this.#element.querySelectorAll<HTMLElement>("[data-repeat]")) this.#countRows(repeat);
  }

  // Rows are called by their place, and no more are offered than fit.
  #countRows(repeat: HTMLElement): void {
    const rows = rowsOf(repeat);
    rows.forEach((row, place) => {
      for (const name of row.querySelectorAll<HTMLElement>("[data-row-name]")) {
        name.textContent = `${name.dataset["rowName"] ?? ""} ${place + 1}`;
      }
    });
    const isFull = rows.length >= Number(repeat.dataset["most"] ?? 100);
    const [add, full] = [repeat.querySelector<HTMLElement>(":scope > [data-add]"), repeat.querySelector<HTMLElement>(":scope > [data-full]")];
    if (add) add.hidden = isFull;
    if (full) full.hidden = !isFull;
  }

  #addRow(repeat: HTMLElement): void {
    const shape = repeat.querySelector<HTMLTemplateElement>(":scope > template");
    const next = Math.max(-1, ...rowsOf(repeat).map((row) => Number(row.dataset["row"]))) + 1;
    const fresh = document.createElement("template");
    fresh.innerHTML = shape?.innerHTML.replaceAll(NEW_ROW, String(next)) ?? ""; // made by our own template
    const row = fresh.content.querySelector<HTMLElement>("[data-row]");
    if (!row) return;
    repeat.querySelector("[data-rows]")?.append(row);
    this.#prepare(row);
    this.#changed();
    row.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  }

  #removeRow(repeat: HTMLElement, row: HTMLElement): void {
    const after = (row.nextElementSibling ?? row.previousElementSibling) as HTMLElement | null;
    row.remove();
    this.#changed();
    (after ?? repeat.querySelector<HTMLElement>(":scope > [data-add]"))?.focus();
  }

  #tapped(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if ("less" in button.dataset || "more" in button.dataset) this.#step(button, "more" in button.dataset ? 1 : -1);
    if ("now" in button.dataset) this.#write(this.#inputOf(button), localText(new Date(), this.#rules.utcOffset ?? 0));
    const repeat = button.closest<HTMLElement>("[data-repeat]");
    const row = button.closest<HTMLElement>("[data-row]");
    if (repeat && ("add" in button.dataset || "remove" in button.dataset)) event.preventDefault();
    if (repeat && "add" in button.dataset) this.#addRow(repeat);
    if (repeat && row && "remove" in button.dataset) this.#removeRow(repeat, row);
    const timer = button.closest<HTMLElement>("[data-timer]");
    if (timer && "start" in button.dataset) timer.dataset["started"] = new Date().toISOString();
    if (timer && "stop" in button.dataset) this.#stopTimer(timer);
    if (timer) this.#showTimer(timer);
  }

  #step(button: HTMLButtonElement, by: number): void {
    const box = button.closest<HTMLElement>("[data-stepper]");
    const input = this.#inputOf(button);
    if (!box || !input) return;
    const least = Number(box.dataset["least"] ?? 0);
    const most = Number(box.dataset["most"] ?? 999);
    const next = Math.min(most, Math.max(least, (readNumber(input.value.trim()) ?? 0) + by));
    this.#write(input, String(next));
  }

  #inputOf(button: HTMLElement): HTMLInputElement | null {
    const found = document.getElementById(button.getAttribute("aria-controls") ?? "");
    return found instanceof HTMLInputElement ? found : null;
  }

  #write(input: HTMLInputElement | null, text: string): void {
    if (!input) return;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #timers(): HTMLElement[] {
    return [...this.#element.querySelectorAll<HTMLElement>("[data-timer]")];
  }

  #runningFor(timer: HTMLElement): number | null {
    const began = Date.parse(timer.dataset["started"] ?? "");
    return Number.isNaN(began) ? null : Date.now() - began;
  }

  #showTimer(timer: HTMLElement): void {
    const running = this.#runningFor(timer);
    const part = (name: string): HTMLElement | null => timer.parentElement?.querySelector<HTMLElement>(name) ?? null;
    const [start, stop, elapsed] = [part("[data-start]"), part("[data-stop]"), part("[data-elapsed]")];
    if (start) start.hidden = running !== null;
    if (stop) stop.hidden = running === null;
    if (!elapsed) return;
    elapsed.hidden = running === null;
    elapsed.textContent = running === null ? "" : elapsedWords(running);
  }

  #stopTimer(timer: HTMLElement): void {
    const running = this.#runningFor(timer);
    delete timer.dataset["started"];
    if (running !== null) this.#write(timer.querySelector("input"), String(minutesOf(running)));
  }

  #tick(): void {
    for (const timer of this.#timers()) if (timer.dataset["started"]) this.#showTimer(timer);
  }

  // A timer still running ends when the form is sent, unless minutes were written by hand.
  #sending(event: Event): void {
    // What is still being recorded would be lost: it ends now, and the form is sent by the next press.
    const running = this.#recorders.filter((one) => one.isRunning);
    if (running.length > 0) {
      event.preventDefault();
      for (const one of running) one.halt();
      return;
    }
    this.#isChanged = false;
    for (const timer of this.#timers()) {
      const running = this.#runningFor(timer);
      const input = timer.querySelector("input");
      if (running !== null && input && !input.value.trim()) input.value = String(minutesOf(running));
    }
  }

  // What is tried out in the portal's phone is nobody's record.
  #leaving(event: BeforeUnloadEvent): void {
    if (this.#isChanged && !this.#element.closest("[data-trial]")) event.preventDefault();
  }

  #ask(input: HTMLInputElement): void {
    window.clearTimeout(this.#asking);
    this.#asking = window.setTimeout(() => void this.#findPeople(input), 350);
  }

  #askChoices(input: HTMLInputElement): void {
    window.clearTimeout(this.#asking);
    this.#asking = window.setTimeout(() => void this.#findChoices(input), 200);
  }

  // What was chosen stays above, whatever is looked for next.
  async #findChoices(input: HTMLInputElement): Promise<void> {
    const frame = document.getElementById(input.dataset["found"] ?? "");
    const kept = input.closest("fieldset")?.querySelector<HTMLElement>("[data-chosen]");
    const words = input.value.trim();
    const picked = [...(frame?.querySelectorAll<HTMLInputElement>("input:checked") ?? [])];
    if (kept && picked.some((one) => one.type === "radio")) kept.replaceChildren();
    for (const one of picked) {
      const label = one.closest("label");
      if (label) kept?.append(label);
    }
    try {
      const answer = await fetch(`${input.dataset["findChoices"] ?? ""}?words=${encodeURIComponent(words)}`, { signal: this.#stop.signal });
      // Made by our own template, and only while it answers what stands in the input.
      if (answer.ok && frame && words === input.value.trim()) frame.innerHTML = await answer.text();
    } catch {
      // The Find button asks again, without this.
    }
  }

  // Posted, and alone: a name must not stay in an address, and the rest of the form is nobody's business yet.
  async #findPeople(input: HTMLInputElement): Promise<void> {
    const frame = document.getElementById(input.dataset["found"] ?? "");
    const body = new FormData();
    body.set("words", input.value.trim());
    body.set("field", input.dataset["name"] ?? "");
    body.set("csrfmiddlewaretoken", this.#form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    try {
      const answer = await fetch(input.dataset["findPeople"] ?? "", { method: "POST", body, signal: this.#stop.signal });
      // Made by our own template, and only while it answers what stands in the input.
      if (answer.ok && frame && body.get("words") === input.value.trim()) frame.innerHTML = await answer.text();
    } catch {
      // The Find button asks again, without this.
    }
  }

  async #preview(input: HTMLInputElement): Promise<void> {
    const chosen = [...(input.files ?? [])];
    const made = await Promise.all(chosen.map((file) => (file.type.startsWith("image/") ? smaller(file) : file)));
    const carrier = new DataTransfer();
    for (const file of made) carrier.items.add(file);
    input.files = carrier.files;
    const frame = input.parentElement?.querySelector("[data-previews]");
    for (const old of frame?.querySelectorAll("img") ?? []) URL.revokeObjectURL(old.src);
    frame?.replaceChildren(...made.filter((file) => file.type.startsWith("image/")).map(previewOf));
  }
}

const NEW_ROW = "NEW-ROW"; // the mark in the row that the server gives to copy

const rowsOf = (repeat: HTMLElement): HTMLElement[] => [
  ...repeat.querySelectorAll<HTMLElement>(":scope > [data-rows] > [data-row]"),
];

// The name of a field of a row counts the rows; on the page, a row keeps the mark that it got when it was added.
function pathOf(name: string, data: FormData): string {
  const [repeat, mark, code] = name.split(".");
  if (repeat === undefined || mark === undefined || code === undefined) return name;
  return rowPath(repeat, rowMarks(repeat, data).indexOf(mark)) + code;
}

function previewOf(file: File): HTMLImageElement {
  const picture = document.createElement("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = file.name;
  return picture;
}

defineIsland("form", (element) => new FormFields(element));
