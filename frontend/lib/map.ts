// Opens a map on the organization's own boundaries. Heavy (MapLibre GL): load it when a map is wanted, with
// `const { openMap } = await import("../lib/map")`, unless the page is a map.
import { AttributionControl, Map as LibreMap, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
// The worker is a file of our own build: the content security policy lets no worker start from a blob.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import sheetUrl from "maplibre-gl/dist/maplibre-gl.css?url";
import { AREAS, areaLayers, areaSource, baseStyle, type MapProps, readColours, recolouring, tileKind } from "./map-style";

export type { GeoJSONSource, LngLatLike, MapMouseEvent } from "maplibre-gl";
export { AREA_FILL, AREA_LINE, AREAS, type MapColours, type MapProps, readColours } from "./map-style";
export { LibreMap, Marker, Popup };

export interface OpenOptions {
  // Inside a page that scrolls: one finger scrolls the page, two move the map.
  readonly shareGestures?: boolean;
  readonly center?: readonly [lon: number, lat: number];
  readonly zoom?: number;
}

setWorkerUrl(workerUrl);

// The map, once its base is drawn. Rejects when the browser cannot draw maps: show the table or the list instead.
export async function openMap(container: HTMLElement, props: MapProps, options: OpenOptions = {}): Promise<LibreMap> {
  await loadSheet();
  const colours = readColours();
  const styled = tileKind(props.tiles) === "style";
  const map = new LibreMap({
    container,
    style: styled ? props.tiles : baseStyle(props, colours),
    ...view(props, options),
    locale: { ...props.words },
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: options.shareGestures ?? false,
    fadeDuration: reducedMotion() ? 0 : 150,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  map.addControl(new AttributionControl({ compact: false }), "bottom-right");
  await loaded(map);
  if (styled) addAreas(map, props);
  followColours(map);
  return map;
}

function view(props: MapProps, options: OpenOptions): object {
  if (options.center) return { center: [...options.center], zoom: options.zoom ?? 15 };
  if (props.bounds) return { bounds: [...props.bounds], fitBoundsOptions: { padding: 16 } };
  return { center: [-96, 56], zoom: 3 }; // Canada, until there are boundaries
}

function loaded(map: LibreMap): Promise<void> {
  return new Promise((resolve, reject) => {
    map.once("load", () => resolve());
    map.once("webglcontextlost", () => reject(new Error("the browser cannot draw maps")));
  });
}

function addAreas(map: LibreMap, props: MapProps): void {
  const source = areaSource(props);
  if (!source) return;
  map.addSource(AREAS, source);
  for (const layer of areaLayers(readColours(), true)) map.addLayer(layer);
}

// Light, dark and high contrast change while a map is open: at dusk, on a phone set to follow the sun.
function followColours(map: LibreMap): void {
  const repaint = (): void => {
    for (const [layer, property, value] of recolouring(readColours())) {
      if (map.getLayer(layer)) map.setPaintProperty(layer, property as "fill-color", value);
    }
  };
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener("change", repaint);
  map.once("remove", () => {
    for (const query of queries) query.removeEventListener("change", repaint);
  });
}

let sheet: Promise<void> | null = null;

// MapLibre's own style sheet, added once, as a file: the content security policy lets no style be written in a page.
function loadSheet(): Promise<void> {
  sheet ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheetUrl;
    link.onload = () => resolve();
    link.onerror = () => {
      sheet = null;
      link.remove();
      reject(new Error("the map's style sheet could not be loaded"));
    };
    // First in the head, so that our own style sheet has the last word.
    document.head.prepend(link);
  });
  return sheet;
}

export function reducedMotion(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
