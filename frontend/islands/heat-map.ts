// The map of what happens where. The page's form asks the server; each answer brings a new list of places to colour.
import { defineIsland, type Island, readProps } from "../lib/island";
import { asFeatures, type HeatData, resolutionAt, type Spot } from "../lib/heat";
import { AREA_FILL, AREA_LINE, type GeoJSONSource, type LibreMap, type MapMouseEvent, type MapProps, openMap, Popup } from "../lib/map";
import "../lib/keep-open";

const SOURCE = "heat";
const FILL = "heat-fill";
const HOT = "heat-hot";
const HOT_AREA = "heat-hot-area";

class HeatMap implements Island {
  readonly #element: HTMLElement;
  readonly #stop = new AbortController();
  readonly #spots = new Map<string, Spot>();
  #map: LibreMap | null = null;
  #popup: Popup | null = null;
  #noted = "";
  #data: HeatData;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#data = this.#read();
  }

  connect(): void {
    document.addEventListener("htmx:after:swap", () => this.#refresh(), { signal: this.#stop.signal });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint(), { signal: this.#stop.signal });
    void this.#open();
  }

  disconnect(): void {
    this.#stop.abort();
    this.#map?.remove();
  }

  async #open(): Promise<void> {
    const frame = document.createElement("div");
    frame.className = "heat-frame";
    this.#element.append(frame);
    try {
      this.#map = await openMap(frame, readProps<MapProps>(this.#element), { shareGestures: true });
    } catch {
      frame.remove();
      this.#part("waiting").hidden = true;
      this.#part("failed").hidden = false;
      return;
    }
    this.#part("waiting").hidden = true;
    this.#addLayers(this.#map);
    this.#show();
    this.#element.dataset["drawn"] = "yes";
  }

  #addLayers(map: LibreMap): void {
    map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    const below = map.getLayer(AREA_LINE) ? AREA_LINE : undefined;
    map.addLayer({ id: FILL, type: "fill", source: SOURCE, paint: { "fill-opacity": 0.85 } }, below);
    map.addLayer({ id: HOT, type: "line", source: SOURCE, filter: ["==", ["get", "hot"], true], paint: { "line-width": 2.5 } });
    const areas = map.getLayer(AREA_FILL)?.source;
    if (areas) map.addLayer({ id: HOT_AREA, type: "line", source: areas, filter: ["in", ["get", "code"], ["literal", []]], paint: { "line-width": 2.5 } });
    this.#paint();
    map.on("click", FILL, (event) => this.#note(event));
    map.on("click", AREA_FILL, (event) => {
      if (this.#data.shape === "areas") this.#note(event);
    });
    map.on("zoomend", () => this.#follow(map.getZoom()));
    map.getCanvas().style.cursor = "";
  }

  // Zooming asks for smaller or larger cells: through the form, so that the table follows too.
  #follow(zoom: number): void {
    const input = document.querySelector<HTMLInputElement>("[data-part=resolution]");
    const wanted = String(resolutionAt(zoom));
    if (!input || this.#data.shape !== "cells" || input.value === wanted) return;
    input.value = wanted;
    input.form?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #refresh(): void {
    this.#data = this.#read();
    if (this.#map) this.#show();
    // A note that is being read stays, with its new figures.
    const spot = this.#popup?.isOpen() ? this.#spots.get(this.#noted) : undefined;
    if (spot) this.#popup?.setDOMContent(this.#words(spot));
    else this.#popup?.remove();
  }

  #show(): void {
    const map = this.#map;
    if (!map) return;
    this.#spots.clear();
    for (const spot of this.#data.spots) this.#spots.set(spot.code, spot);
    (map.getSource(SOURCE) as GeoJSONSource).setData(asFeatures(this.#data));
    this.#paint();
  }

  #paint(): void {
    const map = this.#map;
    if (!map?.getLayer(FILL)) return;
    const tokens = getComputedStyle(document.documentElement);
    const colour = (name: string): string => tokens.getPropertyValue(name).trim() || "gray";
    const level = (number: number): string => colour(`--heat-${number}`);
    map.setPaintProperty(FILL, "fill-color", [
      "match", ["get", "level"], 0, level(0), 1, level(1), 2, level(2), 3, level(3), 4, level(4), "transparent",
    ]);
    map.setPaintProperty(HOT, "line-color", colour("--heat-hot"));
    if (!map.getLayer(AREA_FILL)) return;
    // Areas are coloured where they are drawn already: by code, without sending their outlines again.
    const pairs = this.#data.shape === "areas" ? this.#data.spots.filter((spot) => spot.level >= 0) : [];
    const base = colour("--map-area");
    const fill = pairs.length
      ? ["match", ["get", "code"], ...pairs.flatMap((spot) => [spot.code, level(spot.level)]), base]
      : base;
    map.setPaintProperty(AREA_FILL, "fill-color", fill as string);
    const hot = this.#data.shape === "areas" ? this.#data.spots.filter((spot) => spot.hot) : [];
    map.setPaintProperty(HOT_AREA, "line-color", colour("--heat-hot"));
    map.setFilter(HOT_AREA, ["in", ["get", "code"], ["literal", hot.map((spot) => spot.code)]]);
  }

  #note(event: MapMouseEvent): void {
    const map = this.#map;
    const layer = this.#data.shape === "areas" ? AREA_FILL : FILL;
    const code = map?.queryRenderedFeatures(event.point, { layers: [layer] })[0]?.properties["code"] as string | undefined;
    const spot = code ? this.#spots.get(code) : undefined;
    if (!map || !spot) return;
    this.#popup?.remove();
    this.#noted = spot.code;
    this.#popup = new Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(this.#words(spot)).addTo(map);
  }

  #words(spot: Spot): HTMLElement {
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = spot.label;
    box.append(title);
    for (const line of spot.lines) {
      const words = document.createElement("p");
      words.textContent = line;
      box.append(words);
    }
    if (spot.url) {
      const link = document.createElement("a");
      link.href = spot.url;
      link.textContent = this.#data.open;
      box.append(link);
    }
    return box;
  }

  #read(): HeatData {
    return JSON.parse(document.getElementById(this.#element.dataset["data"] ?? "")?.textContent ?? "") as HeatData;
  }

  #part(name: string): HTMLElement {
    const part = this.#element.querySelector<HTMLElement>(`[data-part=${name}]`);
    if (!part) throw new Error(`no part ${name}`);
    return part;
  }
}

defineIsland("heat-map", (element) => new HeatMap(element));

