// Where it was: the worker's position, a tap on the map, a known place, or words. The map is fetched only when asked for.
import { defineIsland, type Island, readProps } from "../lib/island";
import type { LibreMap, MapProps, Marker } from "../lib/map";
import { type Position, fromGps, fromMap, readPosition, said, type Words } from "../lib/place";

interface Props {
  readonly map: MapProps;
  readonly words: Words;
}

class PlacePicker implements Island {
  readonly #element: HTMLElement;
  readonly #props: Props;
  readonly #stop = new AbortController();
  #map: LibreMap | null = null;
  #pin: Marker | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#props = readProps<Props>(element);
  }

  connect(): void {
    const { signal } = this.#stop;
    this.#part("tools").hidden = false;
    this.#part("here").hidden = !("geolocation" in navigator);
    this.#part("here").addEventListener("click", () => this.#takeGps(), { signal });
    this.#part("open").addEventListener("click", () => void this.#toggleMap(), { signal });
    this.#part("remove").addEventListener("click", () => this.#remove(), { signal });
    this.#part("middle").addEventListener("click", () => this.#pinMiddle(), { signal });
    this.#input("place")?.addEventListener("change", () => this.#choosePlace(), { signal });
    const position = this.#position();
    if (position) this.#show(position);
  }

  disconnect(): void {
    this.#stop.abort();
    this.#map?.remove();
  }

  #takeGps(): void {
    this.#say(this.#props.words.looking);
    navigator.geolocation.getCurrentPosition(
      (fix) => this.#keep(fromGps(fix.coords)),
      () => this.#say(this.#props.words.refused),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  }

  async #toggleMap(): Promise<void> {
    const frame = this.#part("frame");
    const button = this.#part("open");
    frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    if (frame.hidden || this.#map) return;
    try {
      const { Marker: Pin, openMap, readColours } = await import("../lib/map");
      const position = this.#position();
      this.#map = await openMap(this.#part("map"), this.#props.map, position ? { center: [position.lon, position.lat] } : {});
      this.#pin = new Pin({ draggable: true, color: readColours().accent });
      this.#pin.on("dragend", () => {
        const at = this.#pin?.getLngLat();
        if (at) this.#keep(fromMap(at.lng, at.lat));
      });
      this.#map.on("click", (event) => this.#keep(fromMap(event.lngLat.lng, event.lngLat.lat)));
      if (position) this.#movePin(position);
    } catch {
      frame.hidden = true;
      button.setAttribute("aria-expanded", "false");
      this.#say(this.#props.words.no_map);
    }
  }

  // For whoever moves the map with the keyboard: the pin goes where the map is centred.
  #pinMiddle(): void {
    const middle = this.#map?.getCenter();
    if (middle) this.#keep(fromMap(middle.lng, middle.lat));
  }

  // A known place has its own position: what was tapped before would contradict it.
  #choosePlace(): void {
    if (this.#input("place")?.value) this.#write(null);
    this.#part("said").textContent = "";
  }

  #remove(): void {
    this.#write(null);
    this.#say(this.#props.words.removed);
  }

  #keep(position: Position): void {
    const place = this.#input("place");
    if (place) place.value = "";
    this.#write(position);
    this.#show(position);
  }

  #write(position: Position | null): void {
    const set = (name: string, value: number | null | undefined): void => {
      const input = this.#input(name);
      if (!input) return;
      input.value = value === null || value === undefined ? "" : String(value);
      // Whoever keeps drafts or checks answers hears of it.
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    set("lon", position?.lon);
    set("lat", position?.lat);
    set("accuracy", position?.accuracy);
    if (!position) {
      this.#pin?.remove();
      this.#part("remove").hidden = true;
    }
  }

  #show(position: Position): void {
    this.#part("remove").hidden = false;
    this.#say(said(position, this.#props.words, document.documentElement.lang));
    this.#movePin(position);
  }

  #movePin(position: Position): void {
    if (!this.#map || !this.#pin) return;
    this.#pin.setLngLat([position.lon, position.lat]).addTo(this.#map);
    if (!this.#map.getBounds().contains([position.lon, position.lat])) {
      this.#map.jumpTo({ center: [position.lon, position.lat], zoom: Math.max(this.#map.getZoom(), 15) });
    }
  }

  #position(): Position | null {
    return readPosition(this.#input("lon")?.value, this.#input("lat")?.value, this.#input("accuracy")?.value);
  }

  #say(text: string): void {
    this.#part("said").textContent = text;
  }

  #part(name: string): HTMLElement {
    const part = this.#element.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (!part) throw new Error(`place picker without its part ${name}`);
    return part;
  }

  #input(name: string): HTMLInputElement | HTMLSelectElement | null {
    return this.#element.querySelector(`[name="${this.#element.dataset["name"] ?? ""}.${name}"]`);
  }
}

defineIsland("place-picker", (element) => new PlacePicker(element));
