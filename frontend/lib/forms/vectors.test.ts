// The vectors that pytest reads too: one semantics in server and browser.
import { describe, expect, test } from "vitest";
import expressions from "../../../src/tuque/forms/vectors/expressions.json";
import forms from "../../../src/tuque/forms/vectors/forms.json";
import posts from "../../../src/tuque/forms/vectors/posts.json";
import { type Expression, evaluate, type Value, type Values } from "./expressions";
import { readAnswer, readAnswers } from "./reading";
import { type FieldRules, type Rules, resolve } from "./rules";

// A vector may hold -0, which JSON keeps and nobody sees.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("expressions", () => {
  test.each(expressions)("$name", ({ expression, values, gives }) => {
    expect(plain(evaluate(expression as Expression, values as unknown as Values))).toEqual(plain(gives));
  });
});

interface Case {
  readonly answers: Readonly<Record<string, Value>>;
  readonly values: object;
  readonly errors: object;
  readonly shown: readonly string[];
  readonly required: readonly string[];
}

describe("forms", () => {
  for (const { name, rules, cases } of forms) {
    test.each(cases as unknown as Case[])(`${name} %#`, (one) => {
      const found = resolve(rules as unknown as Rules, one.answers);
      expect(plain(found.values)).toEqual(one.values);
      expect([...found.shown].sort()).toEqual([...one.shown].sort());
      expect([...found.required].sort()).toEqual([...one.required].sort());
      expect([...found.missing, ...found.broken].sort()).toEqual(Object.keys(one.errors).sort());
    });
  }
});

const field = (type: string, choices: readonly string[]): FieldRules => ({
  code: "a",
  type,
  parents: [],
  required: false,
  showIf: null,
  requiredIf: null,
  calculated: null,
  constraint: null,
  min: null,
  max: null,
  step: null,
  choices,
});

describe("what stands in the inputs", () => {
  test.each(posts)("$type $posted $zone", ({ type, posted, zone, choices, answer }) => {
    const data = new FormData();
    for (const [name, values] of Object.entries(posted)) for (const value of values ?? []) data.append(name, value);
    expect(readAnswer(field(type, choices), data, zone)).toEqual(answer);
  });

  test.each([
    ["number", "about 3"],
    ["number", "."],
    ["integer", "2.5"],
    ["duration", "a while"],
    ["datetime", "yesterday"],
    ["yes_no", "perhaps"],
  ])("a %s that cannot be read (%s) is unknown until it is mended", (type, text) => {
    const data = new FormData();
    data.append("a", text);
    expect(readAnswer(field(type, []), data, "UTC")).toBeNull();
  });

  test("what is calculated is not read from the page", () => {
    const data = new FormData();
    data.append("a", "7");
    const rules: Rules = { zone: "UTC", order: ["a"], fields: [{ ...field("integer", []), calculated: 3 }] };
    expect(readAnswers(rules, data)).toEqual({});
    expect(resolve(rules, {}).values).toEqual({ a: 3 });
  });
});
