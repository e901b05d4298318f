// The finder's form: "where I am" asks the device for its position, which goes with this one search and is kept nowhere.
import { defineIsland, type Island } from "../lib/island";

class FinderForm implements Island {
  readonly #form: HTMLFormElement;
  readonly #button: HTMLButtonElement | null;
  readonly #near: HTMLInputElement | null;

  constructor(element: HTMLElement) {
    this.#form = element as HTMLFormElement;
    this.#button = this.#form.querySelector<HTMLButtonElement>("[data-locate]");
    this.#near = this.#form.querySelector<HTMLInputElement>("#near");
  }

  connect(): void {
    if (!this.#button || !("geolocation" in navigator)) return;
    this.#button.hidden = false;
    this.#button.addEventListener("click", this.#locate);
    this.#near?.addEventListener("input", this.#forget);
  }

  disconnect(): void {
    this.#button?.removeEventListener("click", this.#locate);
    this.#near?.removeEventListener("input", this.#forget);
  }

  readonly #locate = (): void => {
    navigator.geolocation.getCurrentPosition(
      (position) => {
        this.#put("lon", position.coords.longitude);
        this.#put("lat", position.coords.latitude);
        if (this.#near) this.#near.value = "";
        this.#say("[data-located]");
      },
      () => this.#say("[data-not-located]"),
      { maximumAge: 60_000, timeout: 10_000 },
    );
  };

  // A place that is typed is meant, and not where the device was.
  readonly #forget = (): void => {
    for (const field of this.#form.querySelectorAll('input[name="lon"], input[name="lat"]')) field.remove();
    this.#say("");
  };

  // Three decimals are about a hundred metres: near enough for a search, and not a door.
  #put(name: string, value: number): void {
    let field = this.#form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      this.#form.append(field);
    }
    field.value = value.toFixed(3);
  }

  #say(which: string): void {
    for (const note of this.#form.querySelectorAll<HTMLElement>("[data-located], [data-not-located]")) {
      note.hidden = !which || !note.matches(which);
    }
  }
}

defineIsland("finder", (element) => new FinderForm(element));
