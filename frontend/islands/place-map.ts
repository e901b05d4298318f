// A map of the organization's boundaries, with its known places as points that tell their name. The page's table says the same in words.
import { defineIsland, type Island, readProps } from "../lib/island";
import type { FeatureCollection, Geometry } from "geojson";
import type { LibreMap, MapColours, MapProps, Popup as PopupOfMap } from "../lib/map";

interface Point {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  // Where its words are on the page.
  readonly url?: string;
  // The radius of its circle in pixels, where points are not alike.
  readonly size?: number;
}

// An area drawn in its own shape: `shade` from 1 to 5, or 0 where its figure is kept back.
interface Shape {
  readonly name: string;
  readonly shade: number;
  readonly geometry: Geometry;
}

interface Props {
  readonly map: MapProps;
  readonly shapes?: readonly Shape[];
  readonly points?: readonly Point[];
}

const POINTS = "known-places";
const SHAPES = "shaded-areas";
const OUTLINES = "shaded-area-lines";

class PlaceMap implements Island {
  readonly #element: HTMLElement;
  readonly #props: Props;
  #map: LibreMap | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#props = readProps<Props>(element);
  }

  connect(): void {
    void this.#open();
  }

  disconnect(): void {
    this.#map?.remove();
  }

  async #open(): Promise<void> {
    try {
      const { openMap, Popup, readColours } = await import("../lib/map");
      const map = await openMap(this.#element, this.#props.map, { shareGestures: true });
      this.#map = map;
      if (this.#props.shapes?.length) this.#shade(map, readColours(), new Popup({ closeButton: false }));
      map.addSource(POINTS, { type: "geojson", data: collection(this.#props.points ?? []) });
      const { accent, card } = readColours();
      const radius: ["coalesce", ["get", string], number] = ["coalesce", ["get", "size"], 7];
      const paint = { "circle-radius": radius, "circle-color": accent, "circle-stroke-color": card, "circle-stroke-width": 2 };
      map.addLayer({ id: POINTS, type: "circle", source: POINTS, paint });
      const popup = new Popup({ offset: 12, closeButton: false });
      map.on("mousemove", POINTS, (event) => {
        popup.setLngLat(event.lngLat).setText(String(event.features?.[0]?.properties["name"] ?? "")).addTo(map);
      });
      map.on("mouseleave", POINTS, () => popup.remove());
      map.on("click", POINTS, (event) => {
        popup.setLngLat(event.lngLat).setDOMContent(told(event.features ?? [])).addTo(map);
      });
    } catch {
      this.#element.hidden = true;
    }
  }

  #shade(map: LibreMap, colours: MapColours, popup: PopupOfMap): void {
    map.addSource(SHAPES, { type: "geojson", data: shaded(this.#props.shapes ?? []) });
    // Five steps of one colour over the page's own: none where the figure is kept back.
    map.addLayer({ id: SHAPES, type: "fill", source: SHAPES, paint: { "fill-color": colours.accent, "fill-opacity": ["*", ["get", "shade"], 0.17] } });
    map.addLayer({ id: OUTLINES, type: "line", source: SHAPES, paint: { "line-color": colours.ink, "line-width": 1.5 } });
    for (const happening of ["mousemove", "click"] as const) {
      map.on(happening, SHAPES, (event) => {
        popup.setLngLat(event.lngLat).setText(String(event.features?.[0]?.properties["name"] ?? "")).addTo(map);
      });
    }
    map.on("mouseleave", SHAPES, () => popup.remove());
  }
}

function shaded(shapes: readonly Shape[]): FeatureCollection {
  const features = shapes.map(({ name, shade, geometry }) => ({ type: "Feature" as const, properties: { name, shade }, geometry }));
  return { type: "FeatureCollection", features };
}

// Every point under the finger, since services often share one door; each leads to its words on the page.
function told(features: readonly { readonly properties: Readonly<Record<string, unknown>> | null }[]): HTMLElement {
  const list = document.createElement("div");
  for (const { properties } of features) {
    const name = String(properties?.["name"] ?? "");
    const url = String(properties?.["url"] ?? "");
    const line = document.createElement(url.startsWith("#") ? "a" : "p");
    line.textContent = name;
    if (line instanceof HTMLAnchorElement) line.href = url;
    line.className = "map-point";
    list.append(line);
  }
  return list;
}

function collection(points: readonly Point[]): FeatureCollection {
  const features = points.map((point) => ({
    type: "Feature" as const,
    properties: { name: point.name, url: point.url ?? "", ...(point.size ? { size: point.size } : {}) },
    geometry: { type: "Point" as const, coordinates: [point.lon, point.lat] },
  }));
  return { type: "FeatureCollection", features };
}

defineIsland("place-map", (element) => new PlaceMap(element));
