import { expect, test } from "vitest";
import { coloured, fitted } from "./chart-colours";

const colourOf = (name: string): string => ({ "--ink": "#111" })[name] ?? "#000";

test("the page's colours are put in wherever they are named", () => {
  const spec = { config: { axis: { labelColor: "var(--ink)" } }, range: ["var(--ink)", "red"], width: 3 };

  expect(coloured(spec, colourOf)).toEqual({ config: { axis: { labelColor: "#111" } }, range: ["#111", "red"], width: 3 });
});

test("what the rows say is left as it is", () => {
  const spec = { datasets: { rows: [{ label: "var(--ink)" }] } };

  expect(coloured(spec, colourOf)).toEqual(spec);
});

test("small multiples take the columns there is room for, and the page has its own legend", () => {
  const spec = { config: {}, encoding: { facet: { field: "label", columns: 3 } }, width: 104 };

  const phone = fitted(spec, 290) as { encoding: { facet: { columns: number } }; width: number; config: unknown };

  expect(phone.encoding.facet.columns).toBe(2);
  expect(2 * (phone.width + 58)).toBeLessThanOrEqual(290);
  expect(phone.config).toEqual({ legend: { disable: true }, header: { labelLimit: phone.width + 24 } });
});
