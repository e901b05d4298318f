// Whether a service is for someone, as far as its rules say: true, false, or null where nobody said. As the server's
// (src/tuque/directory/search/fitting.py): both answer the same cases (src/tuque/directory/tests/data/fitting.json). Pure.

export interface Who {
  readonly age?: number | null;
  readonly gender?: string;
  readonly statuses?: readonly string[];
  readonly income?: number | null;
  readonly household?: number | null;
  readonly lives?: string;
}

export type Rule = readonly [kind: string, least: number | null, most: number | null, values: readonly string[]];

export interface Facts {
  readonly rules?: readonly Rule[];
  readonly ages?: readonly [least: number | null, most: number | null];
}

type Fits = boolean | null;

export function saysSomething(who: Who): boolean {
  return isTold(who.age) || isTold(who.income) || Boolean(who.gender || who.statuses?.length || who.lives);
}

export function fits(who: Who, facts: Facts): Fits {
  const answers: Fits[] = [within(who.age, facts.ages?.[0] ?? null, facts.ages?.[1] ?? null)];
  for (const [kind, least, most, values] of facts.rules ?? []) {
    if (kind === "age") answers.push(within(who.age, least, most));
    else if (kind === "gender" && who.gender) answers.push(values.includes(who.gender));
    else if (kind === "status" && who.statuses?.some((one) => values.includes(one))) answers.push(true);
    else if (kind === "income") answers.push(values.length ? earns(who, values.map(Number)) : within(who.income, least, most));
    else if (kind === "area" && who.lives) answers.push(livesIn(who.lives, values));
  }
  if (answers.includes(false)) return false;
  return answers.includes(true) ? true : null;
}

function isTold(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

function within(value: number | null | undefined, least: number | null, most: number | null): Fits {
  if (!isTold(value) || (least === null && most === null)) return null;
  return (least === null || value >= least) && (most === null || value <= most);
}

// `amounts` are for one person, for two…; the last one for all who are more.
function earns(who: Who, amounts: readonly number[]): Fits {
  if (!isTold(who.income)) return null;
  if (isTold(who.household)) return who.income <= amounts[Math.min(Math.max(who.household, 1), amounts.length) - 1]!;
  if (who.income <= Math.min(...amounts)) return true;
  return who.income > Math.max(...amounts) ? false : null;
}

const POSTAL = /^[a-z]\d[a-z](\d[a-z]\d)?$/;

function livesIn(lives: string, areas: readonly string[]): Fits {
  let here = plain(lives);
  const isCode = POSTAL.test(here.replaceAll(" ", ""));
  if (isCode) here = here.replaceAll(" ", "");
  const alike = areas.map(plain).filter((area) => POSTAL.test(area.replaceAll(" ", "")) === isCode);
  if (!alike.length) return null;
  if (!isCode) return alike.includes(here);
  const codes = alike.map((area) => area.replaceAll(" ", ""));
  if (codes.some((code) => here.startsWith(code))) return true;
  return codes.some((code) => code.startsWith(here)) ? null : false;
}

function plain(text: string): string {
  const letters = text.replaceAll("’", "'").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  return letters.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}
