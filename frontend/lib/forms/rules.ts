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
  readonly order: readonly string[];
  readonly fields: readonly FieldRules[];
}

export interface Resolved {
  readonly values: Record<string, Value>;
  readonly shown: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
  readonly broken: ReadonlySet<string>;
}

// `given` holds answers that were read already; one that is missing or null is unknown.
export function resolve(rules: Rules, given: Readonly<Record<string, Value>>): Resolved {
  const fields = new Map(rules.fields.map((field) => [field.code, field]));
  const values: Record<string, Value> = {};
  const shown = new Set<string>();
  const shows = (code: string): boolean => {
    const rule = fields.get(code)?.showIf ?? null;
    return rule === null || evaluate(rule, values) === true;
  };
  for (const code of rules.order) {
    const field = fields.get(code);
    if (!field || ![...field.parents, code].every(shows)) continue;
    shown.add(code);
    const value = field.calculated === null ? (given[code] ?? null) : fitting(field, evaluate(field.calculated, values));
    if (value !== null) values[code] = value;
  }
  for (const field of rules.fields) {
    // Headings and groups have no place in the order: they follow the questions that decide about them.
    if (SILENT.has(field.type) && [...field.parents, field.code].every(shows)) shown.add(field.code);
  }
  const required = new Set<string>();
  const broken = new Set<string>();
  for (const field of rules.fields) {
    if (!shown.has(field.code) || SILENT.has(field.type)) continue;
    const needed = field.required || (field.requiredIf !== null && evaluate(field.requiredIf, values) === true);
    if (needed && field.calculated === null) required.add(field.code);
    const hasValue = Object.hasOwn(values, field.code);
    if (hasValue && field.constraint !== null && evaluate(field.constraint, values) === false) broken.add(field.code);
  }
  return { values, shown, required, broken };
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
