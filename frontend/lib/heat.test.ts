import { expect, test } from "vitest";
import { asFeatures, type HeatData, resolutionAt } from "./heat";

const spot = { code: "892663ae1a7ffff", level: 3, hot: true, label: "", lines: [], url: "" };
const data: HeatData = { shape: "cells", resolution: 9, spots: [spot], open: "" };

test("the nearer the map, the smaller the cells", () => {
  const zooms = [8, 11, 12, 13.9, 14, 18].map(resolutionAt);

  expect(zooms).toEqual([8, 8, 9, 9, 10, 10]);
});

test("a cell becomes a closed ring with its colour class", () => {
  const [feature] = asFeatures(data).features;
  const ring = feature?.geometry.coordinates[0] ?? [];

  expect(feature?.properties).toEqual({ code: spot.code, level: 3, hot: true });
  expect(ring).toHaveLength(7);
  expect(ring[0]).toEqual(ring[6]);
});

test("areas are drawn by the base map, not sent again", () => {
  expect(asFeatures({ ...data, shape: "areas" }).features).toEqual([]);
});
