// From what stands in the inputs to answers, as src/tuque/forms/posting.py reads what they post.
import type { Value } from "./expressions";
import { type FieldRules, type Rules, repeatOf, rowPath } from "./rules";

export function readAnswers(rules: Rules, data: FormData): Record<string, Value> {
  const repeats = repeatOf(rules);
  const read = (repeat: string, path: string): Record<string, Value> => {
    const answers: Record<string, Value> = {};
    for (const field of rules.fields) {
      if (field.calculated !== null || repeats.get(field.code) !== repeat) continue;
      const value =
        field.type === "repeat"
          ? rowMarks(field.code, data).map((mark) => read(field.code, rowPath(field.code, mark)))
          : readAnswer(field, data, rules.zone, `${path}${field.code}`);
      if (value !== null) answers[field.code] = value;
    }
    return answers;
  };
  return read("", "");
}

// What tells the rows of a repeat apart, in their order on the page.
export const rowMarks = (repeat: string, data: FormData): string[] => [...new Set(data.getAll(repeat).map(String))];

// Null: empty, or not readable as this type; the server says which when the page is sent.
export function readAnswer(field: FieldRules, data: FormData, zone: string, name = field.code): Value {
  const text = String(data.get(name) ?? "").trim();
  switch (field.type) {
    case "number":
      return readNumber(text);
    case "integer":
      return whole(readNumber(text));
    case "duration":
      return whole(readMinutes(text));
    case "yes_no":
      return text === "yes" ? true : text === "no" ? false : null;
    case "many":
    case "workers":
      return orNull(data.getAll(name).map(String).filter(Boolean));
    case "photo":
      return orNull(data.getAll(name).filter((file) => file instanceof File && file.size > 0))?.length ?? null;
    case "audio":
      return fileIn(data, name);
    case "signature":
      return readSigned(data, name);
    case "people":
    case "items":
      return readCounts(field, data, name);
    case "place":
      return readPlace(name, data);
    case "datetime":
      return readInstant(text, zone);
    case "heading":
    case "info":
    case "group":
    case "repeat":
      return null;
    default:
      return text || null;
  }
}

export function readNumber(text: string): number | null {
  if (!text || !/^[+-]?(\d[\d\s]*)?([.,]\d+)?$/.test(text)) return null;
  const number = Number(text.replace(/\s/g, "").replace(",", "."));
  return Number.isFinite(number) && /\d/.test(text) ? number : null;
}

// Minutes, or hours and minutes as 1:30 or 1 h 30.
export function readMinutes(text: string): number | null {
  const parts = /^(\d{1,3})\s*(?::|h)\s*(\d{1,2})?$/.exec(text);
  return parts ? Number(parts[1]) * 60 + Number(parts[2] ?? 0) : readNumber(text);
}

// The instant of a local date and time in `zone`, in UTC; of two possible ones, when clocks go back, the first.
export function readInstant(text: string, zone: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const wall = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
  if (Number.isNaN(wall)) return null;
  const before = wall - offsetAt(wall - 86_400_000, zone);
  const after = wall - offsetAt(wall + 86_400_000, zone);
  // With one offset all day the two are the same. Otherwise the earlier offset holds until the clocks change; in the
  // hour that the clocks skip, it goes on, as in Python.
  const found = before + offsetAt(before, zone) === wall || after + offsetAt(after, zone) !== wall ? before : after;
  return `${new Date(found).toISOString().slice(0, 19)}Z`;
}

function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instant);
  const part = (name: string): number => Number(parts.find((one) => one.type === name)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(instant / 1000) * 1000;
}

function readCounts(field: FieldRules, data: FormData, name: string): Value {
  const counts: Record<string, number> = {};
  for (const code of field.choices) {
    const number = readNumber(String(data.get(`${name}.${code}`) ?? "").trim());
    if (number !== null && number > 0 && Number.isInteger(number)) counts[code] = number;
  }
  return Object.keys(counts).length > 0 ? counts : null;
}

// The mark of a drawing is made by the server: here it only says that there is one.
function readSigned(data: FormData, name: string): Value {
  const signed: Record<string, string> = {};
  const [file, typed] = [fileIn(data, name), String(data.get(`${name}.name`) ?? "").trim()];
  if (file) signed["file"] = file;
  if (typed) signed["name"] = typed;
  return Object.keys(signed).length > 0 ? signed : null;
}

// The file that is being sent, else the mark of the one that is kept.
function fileIn(data: FormData, name: string): string | null {
  const sent = data.get(name);
  if (sent instanceof File && sent.size > 0) return "sent";
  return String(data.get(`${name}.file`) ?? "").trim() || null;
}

function readPlace(name: string, data: FormData): Value {
  const place: Record<string, string> = {};
  for (const part of ["lon", "lat", "accuracy", "place", "text"]) {
    const text = String(data.get(`${name}.${part}`) ?? "").trim();
    if (text) place[part] = text;
  }
  return Object.keys(place).length > 0 ? place : null;
}

const whole = (number: number | null): number | null => (number !== null && Number.isInteger(number) ? number : null);
const orNull = <Item>(items: Item[]): Item[] | null => (items.length > 0 ? items : null);
