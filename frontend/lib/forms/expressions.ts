// Expressions of the form language, evaluated as src/tuque/forms/language/expressions.py evaluates them. What unknown
// (null) means is said once, in docs/reference/forms.md; src/tuque/forms/vectors holds the two sides together.

export type Counts = { readonly [code: string]: unknown };
export type Value = string | number | boolean | null | readonly unknown[] | Counts;
export type Values = Readonly<Record<string, Value | undefined>>;
export type Expression =
  | string
  | number
  | boolean
  | null
  | { readonly field: string }
  | { readonly list: readonly (string | number)[] }
  | readonly unknown[];

type Operator = (given: readonly Value[]) => Value;

export function evaluate(expression: Expression, values: Values): Value {
  if (Array.isArray(expression)) return evaluateTree(expression as readonly unknown[], values);
  if (expression !== null && typeof expression === "object") {
    if ("list" in expression) return expression.list as readonly unknown[];
    const code = (expression as { field: string }).field;
    return Object.hasOwn(values, code) ? (values[code] ?? null) : null;
  }
  return expression as Value;
}

function evaluateTree(tree: readonly unknown[], values: Values): Value {
  const [operator, ...parts] = tree as [string, ...Expression[]];
  if (operator === "if") {
    const condition = evaluate(parts[0] ?? null, values);
    return typeof condition === "boolean" ? evaluate((condition ? parts[1] : parts[2]) ?? null, values) : null;
  }
  if (operator === "first") {
    for (const part of parts) {
      const value = evaluate(part, values);
      if (value !== null) return value;
    }
    return null;
  }
  return OPERATORS[operator]?.(parts.map((part) => evaluate(part, values))) ?? null;
}

const isList = (value: Value | undefined): value is readonly unknown[] => Array.isArray(value);
const isCounts = (value: Value | undefined): value is Counts =>
  value !== null && value !== undefined && typeof value === "object" && !Array.isArray(value);
const isPlain = (value: Value | undefined): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

// By code points, as Python orders text: JavaScript's own order is by UTF-16 units.
export function compareText(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function equal([left, right]: readonly Value[]): boolean | null {
  return isPlain(left) && isPlain(right) && typeof left === typeof right ? left === right : null;
}

function ordered(holds: (difference: number) => boolean): Operator {
  return ([left, right]) => {
    if (typeof left === "number" && typeof right === "number") return holds(left < right ? -1 : left > right ? 1 : 0);
    if (typeof left === "string" && typeof right === "string") return holds(compareText(left, right));
    return null;
  };
}

function arithmetic(compute: (numbers: readonly [number, ...number[]]) => number): Operator {
  return (given) => {
    if (!given.every((value) => typeof value === "number")) return null;
    const result = compute(given as unknown as readonly [number, ...number[]]);
    return Number.isFinite(result) ? result : null;
  };
}

const not = (value: Value | undefined): Value => (typeof value === "boolean" ? !value : null);

function isIn([value, items]: readonly Value[]): Value {
  if (!isPlain(value) || !isList(items)) return null;
  return items.some((item) => equal([value, item as Value]) === true);
}

function count(value: Value | undefined): Value {
  if (value === null || value === undefined) return 0;
  if (isList(value)) return value.length;
  if (!isCounts(value)) return null;
  return Object.values(value).reduce<number>((total, one) => (typeof one === "number" ? total + one : total), 0);
}

function sum([value]: readonly Value[]): Value {
  if (value === null || value === undefined) return 0;
  if (!isList(value) || !value.every((one) => typeof one === "number")) return null;
  const total = (value as readonly number[]).reduce((so, one) => so + one, 0);
  return Number.isFinite(total) ? total : null;
}

// The least or the most of numbers, and of what lists of numbers hold.
function extreme(choose: (left: number, right: number) => number): Operator {
  return (given) => {
    const items: readonly unknown[] = given.flatMap((value) => (isList(value) ? [...value] : [value]));
    if (items.length === 0 || !items.every((one) => typeof one === "number")) return null;
    return (items as readonly number[]).reduce((so, one) => choose(so, one));
  };
}

function quantity([counts, code]: readonly Value[]): Value {
  if (typeof code !== "string") return null;
  if (counts === null || counts === undefined) return 0;
  if (!isCounts(counts)) return null;
  const found = Object.hasOwn(counts, code) ? counts[code] : 0;
  return typeof found === "number" ? found : null;
}

function selected([chosen, code]: readonly Value[]): Value {
  if (isList(chosen)) return isIn([code ?? null, chosen]);
  return typeof chosen === "string" && typeof code === "string" ? chosen === code : null;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  and: (given) => (given.includes(false) ? false : given.every((value) => value === true) ? true : null),
  or: (given) => (given.includes(true) ? true : given.every((value) => value === false) ? false : null),
  not: ([value]) => not(value),
  "=": equal,
  "!=": (given) => not(equal(given)),
  "<": ordered((difference) => difference < 0),
  "<=": ordered((difference) => difference <= 0),
  ">": ordered((difference) => difference > 0),
  ">=": ordered((difference) => difference >= 0),
  "+": arithmetic((numbers) => numbers.reduce((total, one) => total + one)),
  "-": arithmetic(([first, second]) => (second === undefined ? -first : first - second)),
  "*": arithmetic((numbers) => numbers.reduce((total, one) => total * one)),
  "/": arithmetic(([first, second]) => first / (second ?? 0)),
  mod: arithmetic(([first, second]) => first % (second ?? 0)),
  min: extreme(Math.min),
  max: extreme(Math.max),
  abs: arithmetic(([first]) => Math.abs(first)),
  floor: arithmetic(([first]) => Math.floor(first)),
  round: arithmetic(([first]) => Math.floor(first + 0.5)),
  empty: ([value]) =>
    value === null || value === undefined || value === "" || (typeof value === "object" && Object.keys(value).length === 0),
  count: ([value]) => count(value),
  sum,
  quantity,
  in: isIn,
  selected,
  concat: (given) => (given.every((value) => typeof value === "string") ? given.join("") : null),
  length: ([value]) => (typeof value === "string" ? Array.from(value).length : null),
};
