// Parts in another order by dragging their grip. The arrows beside them do the same by keyboard, and without this.
import { defineIsland, type Island } from "../lib/island";

class Order implements Island {
  readonly #form: HTMLFormElement;
  readonly #stop = new AbortController();
  #dragged: HTMLElement | null = null;
  #before = "";

  constructor(element: HTMLElement) {
    this.#form = element as HTMLFormElement;
  }

  connect(): void {
    const { signal } = this.#stop;
    for (const grip of this.#form.querySelectorAll<HTMLElement>("[data-grip]")) grip.hidden = false;
    this.#form.addEventListener("pointerdown", (event) => this.#take(event), { signal });
    window.addEventListener("pointermove", (event) => this.#carry(event), { signal });
    window.addEventListener("pointerup", () => this.#drop(), { signal });
    window.addEventListener("pointercancel", () => this.#drop(), { signal });
    // An arrow moves one part; an order that was dragged before must not go with it.
    this.#form.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("button[name]")) this.#write("");
    }, { signal });
  }

  disconnect(): void {
    this.#stop.abort();
  }

  #take(event: PointerEvent): void {
    const grip = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
    const item = grip?.closest<HTMLElement>("li[data-key]") ?? null;
    if (!item || event.button !== 0) return;
    event.preventDefault();
    this.#dragged = item;
    this.#before = this.#keys(item).join();
    item.classList.add("is-dragged");
  }

  // Among its own brothers only: into a group and out of it leads the page of the question.
  #carry(event: PointerEvent): void {
    const item = this.#dragged;
    if (!item?.parentElement) return;
    for (const other of item.parentElement.querySelectorAll<HTMLElement>(":scope > li[data-key]")) {
      const box = other.getBoundingClientRect();
      if (other === item || event.clientY < box.top || event.clientY > box.bottom) continue;
      if (event.clientY < box.top + box.height / 2) other.before(item);
      else other.after(item);
      this.#say(item);
      return;
    }
  }

  #drop(): void {
    const item = this.#dragged;
    if (!item) return;
    item.classList.remove("is-dragged");
    this.#dragged = null;
    const keys = this.#keys(item);
    if (keys.join() === this.#before) return;
    this.#write(keys.join());
    this.#form.requestSubmit();
  }

  #keys(item: HTMLElement): string[] {
    const items = item.parentElement?.querySelectorAll<HTMLElement>(":scope > li[data-key]") ?? [];
    return [...items].map((one) => one.dataset["key"] ?? "");
  }

  #write(order: string): void {
    const input = this.#form.querySelector<HTMLInputElement>("input[name=order]");
    if (input) input.value = order;
  }

  #say(item: HTMLElement): void {
    const keys = this.#keys(item);
    const live = this.#form.querySelector<HTMLElement>("[data-said]");
    const place = String(keys.indexOf(item.dataset["key"] ?? "") + 1);
    if (live) live.textContent = (live.dataset["said"] ?? "").replace("{number}", place).replace("{count}", String(keys.length));
  }
}

defineIsland("order", (element) => new Order(element));
