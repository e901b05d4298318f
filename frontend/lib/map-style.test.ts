import { expect, test } from "vitest";
import { AREA_FILL, AREAS, baseStyle, escapeText, type MapProps, readColours, recolouring, tileKind } from "./map-style";

const props: MapProps = {
  layer: { code: "wards", url: "/geo/layers/wards.geojson", name: "Wards", attribution: "City <b>" },
  bounds: null,
  tiles: "",
  words: {},
};

test("without tiles, a map is our own boundaries and nothing from elsewhere", () => {
  const style = baseStyle(props, readColours());
  expect(Object.keys(style.sources)).toEqual([AREAS]);
  expect(JSON.stringify(style)).not.toContain("http");
});

test("over raster tiles, the areas do not hide them", () => {
  const style = baseStyle({ ...props, tiles: "https://tiles.example/{z}/{x}/{y}.png" }, readColours());
  const fill = style.layers.find((layer) => layer.id === AREA_FILL);
  expect(fill?.paint).toMatchObject({ "fill-opacity": 0 });
});

test("the kind of tiles is read from their address", () => {
  expect(tileKind("")).toBe("none");
  expect(tileKind("https://tiles.example/{z}/{x}/{y}.png")).toBe("raster");
  expect(tileKind("https://tiles.example/style.json")).toBe("style");
});

test("a source's name cannot bring markup into the page", () => {
  expect(escapeText('<img src="x">')).toBe("&lt;img src=&quot;x&quot;&gt;");
});

test("every layer of the base can change colour", () => {
  const layers = new Set(baseStyle(props, readColours()).layers.map((layer) => layer.id));
  for (const [layer] of recolouring(readColours())) expect(layers).toContain(layer);
});
