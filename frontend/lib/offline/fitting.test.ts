import { expect, it } from "vitest";
import cases from "../../../src/tuque/directory/tests/data/fitting.json";
import { type Facts, fits, saysSomething, type Who } from "./fitting";

const every = cases as unknown as readonly { readonly who: Who; readonly facts: Facts; readonly fits: boolean | null }[];

it.each(every)("answers as the server does: $who $facts", ({ who, facts, fits: answer }) => {
  expect(fits(who, facts)).toBe(answer);
});

it("refuses nobody who says nothing", () => {
  expect(saysSomething({ household: 3 })).toBe(false);
  expect(fits({}, { rules: [["gender", null, null, ["woman"]]], ages: [16, 24] })).toBeNull();
});
