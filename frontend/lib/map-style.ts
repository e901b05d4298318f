// What a base map is made of, as plain values: the organization's own boundaries, and tiles only where some are set.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

export interface MapProps {
  // The boundaries to draw; none before any were imported.
  readonly layer: { readonly code: string; readonly url: string; readonly name: string; readonly attribution: string } | null;
  // West, south, east, north.
  readonly bounds: readonly [number, number, number, number] | null;
  // TUQUE_TILES_URL: a raster template with {z}/{x}/{y}, the address of a style (….json), or nothing.
  readonly tiles: string;
  // The words of the controls, under MapLibre's own names.
  readonly words: Readonly<Record<string, string>>;
}

export interface MapColours {
  readonly paper: string;
  readonly card: string;
  readonly line: string;
  readonly ink: string;
  readonly accent: string;
  readonly danger: string;
}

export type TileKind = "none" | "raster" | "style";

export const AREAS = "tuque-areas";
export const AREA_FILL = "tuque-area-fill";
export const AREA_LINE = "tuque-area-line";
const TILES = "tuque-tiles";
const GROUND = "tuque-ground";

export function tileKind(address: string): TileKind {
  if (!address) return "none";
  return address.includes("{z}") ? "raster" : "style";
}

// The colours of the page, so that a map follows light, dark and high contrast as everything else does.
export function readColours(element: Element = document.documentElement): MapColours {
  const tokens = getComputedStyle(element);
  const token = (name: string, fallback: string): string => tokens.getPropertyValue(name).trim() || fallback;
  return {
    paper: token("--map-ground", "#eef2ef"),
    card: token("--map-area", "#ffffff"),
    line: token("--map-line", "#8fa098"),
    ink: token("--map-ink", "#16211c"),
    accent: token("--map-accent", "#0b6b4a"),
    danger: token("--map-danger", "#a81e1e"),
  };
}

export function areaSource(props: MapProps): SourceSpecification | null {
  if (!props.layer) return null;
  return { type: "geojson", data: props.layer.url, promoteId: "code", attribution: escapeText(props.layer.attribution), tolerance: 0.2 };
}

export function areaLayers(colours: MapColours, overTiles: boolean): LayerSpecification[] {
  return [
    {
      id: AREA_FILL,
      type: "fill",
      source: AREAS,
      paint: { "fill-color": colours.card, "fill-opacity": overTiles ? 0 : 1 },
    },
    {
      id: AREA_LINE,
      type: "line",
      source: AREAS,
      layout: { "line-join": "round" },
      paint: { "line-color": colours.line, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 14, 1.6] },
    },
  ];
}

// The style of a map without tiles or over raster tiles. Where tiles have a style of their own, MapLibre reads that one.
export function baseStyle(props: MapProps, colours: MapColours): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [{ id: GROUND, type: "background", paint: { "background-color": colours.paper } }];
  const raster = tileKind(props.tiles) === "raster";
  if (raster) {
    sources[TILES] = { type: "raster", tiles: [props.tiles], tileSize: 256, maxzoom: 19 };
    layers.push({ id: TILES, type: "raster", source: TILES });
  }
  const areas = areaSource(props);
  if (areas) {
    sources[AREAS] = areas;
    layers.push(...areaLayers(colours, raster));
  }
  return { version: 8, sources, layers };
}

// What changes when the reader's colours do.
export function recolouring(colours: MapColours): readonly (readonly [layer: string, property: string, value: string])[] {
  return [
    [GROUND, "background-color", colours.paper],
    [AREA_FILL, "fill-color", colours.card],
    [AREA_LINE, "line-color", colours.line],
  ];
}

// MapLibre shows an attribution as HTML: a source's name is words only.
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
