import { expect, test } from "vitest";
import { comparisonsFor, type PickerProps, valuesFor } from "./picking";

const PROPS: PickerProps = {
  types: { kind: "choice", done: "yes_no", age: "integer", given: "items" },
  choices: { kind: [["a", "One"]], given: [["tent", "Tent"]] },
  truths: [["yes", "Yes"], ["no", "No"]],
};

test("a number is compared by size, and its value is written", () => {
  expect(comparisonsFor("integer")).toContain("more");
  expect(valuesFor(PROPS, "age", "more")).toBeNull();
});

test("a choice is picked from its own choices", () => {
  expect(comparisonsFor("choice")).not.toContain("more");
  expect(valuesFor(PROPS, "kind", "is")).toEqual([["a", "One"]]);
  expect(valuesFor(PROPS, "given", "includes")).toEqual([["tent", "Tent"]]);
});

test("yes and no are picked; whether it is answered needs no value", () => {
  expect(valuesFor(PROPS, "done", "is")).toEqual(PROPS.truths);
  expect(valuesFor(PROPS, "kind", "answered")).toEqual([]);
});
