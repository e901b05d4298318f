import { expect, it } from "vitest";
import { uuid7 } from "./uuid7";

it("is of version 7, and says when it was made", () => {
  const made = uuid7(1_700_000_000_000);
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(made.replace("-", "").slice(0, 12), 16)).toBe(1_700_000_000_000);
});

it("is another one each time", () => {
  expect(uuid7()).not.toBe(uuid7());
});
