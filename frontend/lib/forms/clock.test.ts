import { expect, test } from "vitest";
import { elapsedWords, localText, minutesOf } from "./clock";

test.each([
  [0, "0:00:00"],
  [61_000, "0:01:01"],
  [4 * 3_600_000 + 5_999, "4:00:05"],
  [-5_000, "0:00:00"],
])("%i ms is said %s", (milliseconds, words) => {
  expect(elapsedWords(milliseconds)).toBe(words);
});

test.each([
  [0, 1],
  [60_000, 1],
  [60_001, 2],
  [4 * 3_600_000, 240],
])("%i ms is worth %i minutes", (milliseconds, minutes) => {
  expect(minutesOf(milliseconds)).toBe(minutes);
});

test("an instant is written on the organization's clocks, not on the phone's", () => {
  expect(localText(new Date("2026-01-14T18:00:00Z"), -21_600)).toBe("2026-01-14T12:00");
});
