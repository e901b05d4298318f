import { expect, test } from "vitest";
import { elapsed, ticking } from "./elapsed";

const START = new Date("2026-01-14T18:00:00Z");
const after = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);

test.each([
  [0, "0 min"],
  [45, "45 min"],
  [60, "1 h 00 min"],
  [125, "2 h 05 min"],
  [-3, "0 min"],
])("%i minutes", (minutes, words) => {
  expect(elapsed(START, after(minutes))).toBe(words);
});

test.each([
  [0, "0:00"],
  [245, "4:05"],
  [3_845, "1:04:05"],
  [-3, "0:00"],
])("%i seconds", (seconds, words) => {
  expect(ticking(START, after(seconds / 60))).toBe(words);
});
