import { expect, test } from "vitest";
import { clockTime } from "./clock-time";

test("an instant is shown on the server's clock, whatever the browser's zone", () => {
  const instant = new Date("2026-11-22T05:04:03Z");

  expect(clockTime(instant, -6 * 3600)).toBe("23:04:03");
  expect(clockTime(instant, 0)).toBe("05:04:03");
  expect(clockTime(instant, -(3.5 * 3600))).toBe("01:34:03");
});
