// Which questions are shown, which are required, and what is calculated: as `check_answers` decides it on the server.
import { evaluate, type Expression, type Value } from "./expressions";

export interface FieldRules {
  readonly code: string;
  readonly type: string;
  readonly parents: readonly string[];
  readonly required: boolean;
  readonly showIf: Expression;
  readonly requiredIf: Expression;
  readonly calculated: Expression;
  readonly constraint: Expression;
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
  readonly choices: readonly string[];
}

export interface Rules {
  readonly zone: string;
  readonly utcOffset?: number; // seconds, now, as the server has it: absent in the vectors, which press no button
  readonly given?: Readonly<Record<string, Value>>; // of a part of a long form: the answers elsewhere that decide about it
  readonly order: readonly string[];
  readonly fields: readonly FieldRules[];
}

// A field of a repeat is named by its row among those given: `visits.0.where`.
export interface Resolved {
  readonly values: Record<string, Value>;
  readonly shown: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
  readonly calculated: ReadonlyMap<string, Value>;
}

type Answers = Readonly<Record<string, Value>>;

// The answers of one level: the page's, or those of one row.
interface Part {
  readonly repeat: string;
  readonly path: string;
  readonly values: Record<string, Value>;
  readonly seen: Record<string, Value>;
}

// `given` holds answers that were read already; one that is missing or null is unknown.
export function resolve(rules: Rules, given: Answers): Resolved {
  const fields = new Map(rules.fields.map((field) => [field.code, field]));
  const repeats = repeatOf(rules);
  const shown = new Set<string>();
  const required = new Set<string>();
  const missing = new Set<string>();
  const broken = new Set<string>();
  const calculated = new Map<string, Value>();
  const rows: Part[] = [];

  const isShown = (field: FieldRules, part: Part): boolean => {
    const above = field.parents.slice(part.repeat ? field.parents.indexOf(part.repeat) + 1 : 0);
    return [...above, field.code].every((code) => {
      const rule = fields.get(code)?.showIf ?? null;
      return rule === null || evaluate(rule, part.seen) === true;
    });
  };
  const answer = (part: Part, answers: Answers): Part => {
    for (const code of rules.order) {
      const field = fields.get(code);
      if (!field || repeats.get(code) !== part.repeat || !isShown(field, part)) continue;
      shown.add(part.path + code);
      const own = answers[code] ?? null;
      if (field.type === "repeat") answerRows(field, part, own);
      else if (field.calculated === null) keep(part, code, own);
      else {
        const value = fitting(field, evaluate(field.calculated, part.seen));
        calculated.set(part.path + code, value);
        keep(part, code, value);
      }
    }
    return part;
  };
  const answerRows = (field: FieldRules, page: Part, given: Value): void => {
    const found = (Array.isArray(given) ? (given as readonly Answers[]) : []).map((one, place) =>
      answer({ repeat: field.code, path: rowPath(field.code, place), values: {}, seen: { ...page.seen } }, one),
    );
    rows.push(...found);
    const kept = found.filter((row) => !isEmpty(row));
    if (kept.length === 0) return;
    keep(page, field.code, kept.map((row) => row.values));
    // From outside, each field of a repeat is the list of what its rows answered.
    for (const [code, repeat] of repeats) {
      if (repeat !== field.code) continue;
      const list = kept.flatMap((row) => (Object.hasOwn(row.values, code) ? [row.values[code]] : []));
      if (list.length > 0) page.seen[code] = list;
    }
  };
  // A row in which nobody answered anything is no row.
  const isEmpty = (row: Part): boolean =>
    Object.keys(row.values).every((code) => (fields.get(code)?.calculated ?? null) !== null);
  const demand = (part: Part, seen: Record<string, Value>): void => {
    for (const field of rules.fields) {
      const path = part.path + field.code;
      if (repeats.get(field.code) !== part.repeat) continue;
      // Headings and groups have no place in the order: they follow the questions that decide about them.
      if (SILENT.has(field.type)) {
        if (isShown(field, { ...part, seen })) shown.add(path);
        continue;
      }
      if (!shown.has(path)) continue;
      const needed = field.required || (field.requiredIf !== null && evaluate(field.requiredIf, seen) === true);
      if (needed && field.calculated === null) required.add(path);
      if (part.repeat && isEmpty(part)) continue;
      if (!Object.hasOwn(part.values, field.code)) {
        if (required.has(path)) missing.add(path);
      } else if (field.constraint !== null && evaluate(field.constraint, seen) === false) broken.add(path);
    }
  };

  const page = answer({ repeat: "", path: "", values: {}, seen: {} }, given);
  demand(page, page.seen);
  for (const row of rows) {
    const outside = Object.entries(page.seen).filter(([code]) => repeats.get(code) !== row.repeat);
    demand(row, { ...Object.fromEntries(outside), ...row.values });
  }
  return { values: page.values, shown, required, missing, broken, calculated };
}

// Each field's code, and the code of the repeat that holds it: empty on the page itself.
export function repeatOf(rules: Rules): ReadonlyMap<string, string> {
  const kinds = new Map(rules.fields.map((field) => [field.code, field.type]));
  return new Map(
    rules.fields.map((field) => [field.code, field.parents.find((code) => kinds.get(code) === "repeat") ?? ""]),
  );
}

export const rowPath = (repeat: string, row: number | string): string => `${repeat}.${row}.`;

function keep(part: Part, code: string, value: Value): void {
  if (value !== null) part.values[code] = part.seen[code] = value;
}

const SILENT: ReadonlySet<string> = new Set(["heading", "info", "group"]);
const MAX_WHOLE = 1_000_000_000;
const MAX_MINUTES = 7 * 24 * 60;
const MAX_TEXT = 500;

// A calculated value that does not fit its type is unknown: nobody typed it, so nobody can mend it.
function fitting(field: FieldRules, value: Value): Value {
  switch (field.type) {
    case "text":
      return fittingText(field, value);
    case "choice":
      return typeof value === "string" && field.choices.includes(value) ? value : null;
    case "yes_no":
      return typeof value === "boolean" ? value : null;
    case "number":
    case "integer":
    case "duration":
      return fittingNumber(field, value);
    case "date":
      return typeof value === "string" && isDay(value.trim()) ? value.trim() : null;
    case "time":
      return typeof value === "string" && CLOCK.test(value.trim()) ? value.trim().slice(0, 5) : null;
    case "datetime":
      return fittingInstant(value);
    default:
      return null;
  }
}

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d(:..)?$/;

function fittingText(field: FieldRules, value: Value): Value {
  if (typeof value !== "string") return null;
  const text = value.replaceAll("\r\n", "\n").replaceAll("\u0000", "").trim();
  const length = Array.from(text).length;
  if (!text || length > Math.min(field.max ?? MAX_TEXT, MAX_TEXT)) return null;
  return field.min !== null && length < field.min ? null : text;
}

function fittingNumber(field: FieldRules, value: Value): Value {
  if (typeof value !== "number" || Math.abs(value) > MAX_WHOLE) return null;
  if (field.type !== "number" && !Number.isInteger(value)) return null;
  if (field.min !== null && value < field.min) return null;
  if (field.max !== null && value > field.max) return null;
  if (field.type === "duration" && (value < 0 || value > MAX_MINUTES)) return null;
  if (field.step === null) return value;
  const steps = (value - (field.min ?? 0)) / field.step;
  return Math.abs(steps - Math.round(steps)) > 1e-6 ? null : value;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function fittingInstant(value: Value): Value {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value) && isDay(value.slice(0, 10))
    ? value
    : null;
}
