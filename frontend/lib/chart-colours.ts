// A chart names the page's colours ("var(--ink)"); the page puts its own in, light or dark.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const NAME = /var\((--[a-z-]+)\)/g;

export function coloured(value: Json, colourOf: (name: string) => string): Json {
  if (typeof value === "string") return value.includes("var(") ? value.replace(NAME, (_, name: string) => colourOf(name)) : value;
  if (Array.isArray(value)) return value.map((one: Json) => coloured(one, colourOf));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === "datasets" ? one : coloured(one as Json, colourOf)]));
  }
  return value;
}

const AROUND_SMALL_CHART = 58;

// On a page the legend is the page's own, once for all charts; small multiples take the columns there is room for.
export function fitted(spec: Json, width: number): Json {
  if (!isObject(spec)) return spec;
  const config = isObject(spec["config"]) ? spec["config"] : {};
  const legend = isObject(config["legend"]) ? config["legend"] : {};
  const made: Record<string, Json> = { ...spec, config: { ...config, legend: { ...legend, disable: true } } };
  const encoding = spec["encoding"];
  if (!isObject(encoding) || !isObject(encoding["facet"])) return made;
  const columns = width < 250 ? 1 : width < 600 ? 2 : 3; // wide enough for a name to be read
  made["encoding"] = { ...encoding, facet: { ...encoding["facet"], columns } };
  const wide = Math.max(60, Math.floor(width / columns) - AROUND_SMALL_CHART);
  const header = isObject(config["header"]) ? config["header"] : {};
  made["width"] = wide;
  // A name wider than its chart would push the others out of the page.
  made["config"] = { ...config, legend: { ...legend, disable: true }, header: { ...header, labelLimit: wide + 24 } };
  return made;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
