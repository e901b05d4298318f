// Conditions by picking: the comparisons and values that fit the question that was chosen; and the phone beside, as one types.
import { comparisonsFor, type PickerProps, valuesFor } from "../lib/forms/picking";
import { defineIsland, type Island, readProps } from "../lib/island";

const PAUSE_MS = 600;

class Pickers implements Island {
  readonly #form: HTMLFormElement;
  readonly #props: PickerProps;
  readonly #stop = new AbortController();
  #waiting: number | undefined;

  constructor(element: HTMLElement) {
    this.#form = element as HTMLFormElement;
    this.#props = readProps<PickerProps>(element);
  }

  connect(): void {
    const { signal } = this.#stop;
    this.#form.addEventListener("change", () => this.#draw(), { signal });
    this.#form.addEventListener("input", () => this.#lookSoon(), { signal });
    this.#draw();
  }

  disconnect(): void {
    this.#stop.abort();
    window.clearTimeout(this.#waiting);
  }

  #draw(): void {
    for (const line of this.#form.querySelectorAll<HTMLElement>("[data-condition]")) this.#fit(line);
    for (const part of this.#form.querySelectorAll<HTMLElement>("[data-needs]")) {
      const [name, wanted] = (part.dataset["needs"] ?? "").split("=");
      const input = this.#form.elements.namedItem(name ?? "");
      part.hidden = input instanceof HTMLSelectElement && input.value !== wanted;
    }
    const list = this.#form.elements.namedItem("list");
    const own = this.#form.querySelector<HTMLElement>("[data-own-choices]");
    if (own) own.hidden = list instanceof HTMLSelectElement && list.value !== "";
  }

  #fit(line: HTMLElement): void {
    const question = line.querySelector<HTMLSelectElement>("[data-question]")?.value ?? "";
    const comparison = line.querySelector<HTMLSelectElement>("[data-comparison]");
    if (!comparison) return;
    const allowed = question ? comparisonsFor(this.#props.types[question] ?? "") : null;
    for (const option of comparison.options) option.hidden = option.disabled = allowed !== null && !allowed.includes(option.value);
    if (comparison.selectedOptions[0]?.disabled) comparison.value = allowed?.[0] ?? "is";
    this.#offer(line, question ? valuesFor(this.#props, question, comparison.value) : null);
  }

  // A select in the place of the input, of the same name, where values are picked.
  #offer(line: HTMLElement, values: readonly (readonly [string, string])[] | null): void {
    const input = line.querySelector<HTMLInputElement | HTMLSelectElement>("[data-value]");
    if (!input) return;
    input.hidden = values !== null && values.length === 0;
    const picks = values !== null && values.length > 0;
    const now = JSON.stringify(picks ? values : null);
    if (input.dataset["offers"] === now || (!picks && input instanceof HTMLInputElement)) return;
    const made = document.createElement(picks ? "select" : "input") as HTMLInputElement | HTMLSelectElement;
    for (const name of ["id", "name", "data-value"]) made.setAttribute(name, input.getAttribute(name) ?? "");
    made.dataset["offers"] = now;
    for (const [value, label] of picks ? values : []) made.append(new Option(label, value, false, value === input.value));
    if (!picks) made.setAttribute("autocomplete", "off");
    made.hidden = input.hidden;
    input.replaceWith(made);
  }

  #lookSoon(): void {
    window.clearTimeout(this.#waiting);
    this.#waiting = window.setTimeout(() => void this.#look(), PAUSE_MS);
  }

  // The page as it would be drawn with what is typed so far; nothing is saved. Only its phone is taken.
  async #look(): Promise<void> {
    const body = new FormData(this.#form);
    body.set("_preview", "yes");
    try {
      const answer = await fetch(window.location.href, { method: "POST", body, signal: this.#stop.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const phone = page.getElementById("phone");
      if (phone) document.getElementById("phone")?.replaceWith(document.adoptNode(phone));
    } catch {
      // The button “Show it on the phone” does the same.
    }
  }
}

defineIsland("pickers", (element) => new Pickers(element));
