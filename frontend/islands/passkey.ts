// A form whose button asks the device for a passkey, then sends what the device answered. The form says what for:
// data-ceremony="sign-in" (options fetched at the press), "confirm" or "add" (options in the page, under data-props).
import { defineIsland, type Island, readProps } from "../lib/island";
import { type CreationOptions, readCreation, readRequest, type RequestOptions, writeCredential } from "../lib/webauthn";

class Passkey implements Island {
  readonly #form: HTMLFormElement;
  readonly #button: HTMLButtonElement;
  readonly #ask = (): void => void this.#run();

  constructor(form: HTMLFormElement) {
    this.#form = form;
    const button = form.querySelector<HTMLButtonElement>("button[type=button]:not([data-shows])");
    if (!button) throw new Error("passkey: the form has no button");
    this.#button = button;
  }

  connect(): void {
    // A passkey belongs to a name: browsers refuse addresses made of numbers.
    if (!("PublicKeyCredential" in window) || /^[\d.]+$|:/.test(location.hostname)) return this.#tell("unavailable");
    this.#button.disabled = false;
    this.#button.addEventListener("click", this.#ask);
  }

  disconnect(): void {
    this.#button.removeEventListener("click", this.#ask);
  }

  async #run(): Promise<void> {
    this.#tell("");
    this.#button.disabled = true;
    try {
      const credential = await this.#ceremony();
      if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
      const field = this.#form.querySelector<HTMLInputElement>("input[name=credential]");
      if (field) field.value = JSON.stringify(writeCredential(credential));
      this.#form.submit();
    } catch {
      this.#tell("refused");
      this.#button.disabled = false;
    }
  }

  async #ceremony(): Promise<Credential | null> {
    switch (this.#form.dataset["ceremony"]) {
      case "add": {
        const { creation_options } = readProps<{ creation_options: CreationOptions }>(this.#form);
        const passwordless = this.#form.querySelector<HTMLInputElement>("input[name=passwordless]")?.checked ?? false;
        return navigator.credentials.create({ publicKey: readCreation(creation_options, passwordless) });
      }
      case "confirm": {
        const { request_options } = readProps<{ request_options: RequestOptions }>(this.#form);
        return navigator.credentials.get({ publicKey: readRequest(request_options) });
      }
      default: {
        const answer = await fetch(this.#form.action, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(`options: ${answer.status}`);
        const { request_options } = (await answer.json()) as { request_options: RequestOptions };
        return navigator.credentials.get({ publicKey: readRequest(request_options) });
      }
    }
  }

  #tell(trouble: string): void {
    for (const line of this.#form.querySelectorAll<HTMLElement>("[data-trouble]")) line.hidden = line.dataset["trouble"] !== trouble;
  }
}

defineIsland("passkey", (element) => {
  if (!(element instanceof HTMLFormElement)) throw new Error("passkey: put it on a form");
  return new Passkey(element);
});
