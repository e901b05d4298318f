// Draws one chart from its Vega-Lite specification, in the page's colours, without evaluating code (the expressions of
// the chart are interpreted: the content security policy forbids anything else).
import embed, { type Result, type VisualizationSpec } from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";
import { FRENCH_DATES, FRENCH_NUMBERS } from "../lib/chart-french";
import { coloured, fitted, type Json } from "../lib/chart-colours";
import { defineIsland, type Island, readProps } from "../lib/island";
import "../lib/keep-open";

interface Props {
  readonly spec: Json;
  readonly label: string;
}

// The last picture of each chart: shown while its successor is being drawn, so that a live board does not blink.
const last = new Map<string, ChildNode[]>();

class Chart implements Island {
  readonly #element: HTMLElement;
  readonly #props: Props;
  readonly #dark = window.matchMedia("(prefers-color-scheme: dark)");
  #result: Result | null = null;
  #stopped = false;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#props = readProps<Props>(element);
  }

  connect(): void {
    this.#element.replaceChildren(...(last.get(this.#element.id) ?? []));
    this.#dark.addEventListener("change", this.#draw);
    void this.#draw();
  }

  disconnect(): void {
    this.#stopped = true;
    this.#dark.removeEventListener("change", this.#draw);
    last.set(this.#element.id, [...this.#element.childNodes]);
    this.#result?.finalize();
  }

  #draw = async (): Promise<void> => {
    const tokens = getComputedStyle(document.documentElement);
    const spec = coloured(fitted(this.#props.spec, this.#element.clientWidth), (name) => tokens.getPropertyValue(name).trim() || "gray");
    const frame = document.createElement("div");
    frame.className = "chart-frame";
    // Drawn beside the old picture, out of sight but as wide, then put in its place.
    this.#element.append(frame);
    const result = await embed(frame, spec as unknown as VisualizationSpec, {
      mode: "vega-lite",
      ast: true,
      expr: expressionInterpreter,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
      ...(document.documentElement.lang.startsWith("fr") ? { formatLocale: FRENCH_NUMBERS, timeFormatLocale: FRENCH_DATES } : {}),
    });
    if (this.#stopped) return;
    this.#result?.finalize();
    this.#result = result;
    this.#element.replaceChildren(frame);
    frame.querySelector("svg")?.setAttribute("aria-label", this.#props.label);
    frame.dataset["drawn"] = "yes"; // not on the element: HTMX puts its attributes back as the server wrote them
  };
}

defineIsland("chart", (element) => new Chart(element));
