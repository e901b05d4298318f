// What the map colours, as plain values: cells become outlines here, so that the server sends only their codes.
import type { FeatureCollection, Polygon } from "geojson";
import { cellToBoundary } from "h3-js";

export interface Spot {
  readonly code: string;
  readonly level: number;
  readonly hot: boolean;
  readonly label: string;
  readonly lines: readonly string[];
  readonly url: string;
}

export interface HeatData {
  readonly shape: "cells" | "areas";
  readonly resolution: number;
  readonly spots: readonly Spot[];
  readonly open: string;
}

// Which cells suit a zoom: about 530 m, 200 m or 76 m from the middle to a corner.
export function resolutionAt(zoom: number): number {
  if (zoom < 11.5) return 8;
  return zoom < 14 ? 9 : 10;
}

export function asFeatures(data: HeatData): FeatureCollection<Polygon> {
  const cells = data.shape === "cells" ? data.spots : [];
  return {
    type: "FeatureCollection",
    features: cells.map((spot) => ({
      type: "Feature",
      properties: { code: spot.code, level: spot.level, hot: spot.hot },
      geometry: { type: "Polygon", coordinates: [cellToBoundary(spot.code, true)] },
    })),
  };
}
