// The search of the copy on a phone: both languages, everyday words, mistakes put right against its own words, and near first.
// Smaller than the server's (src/tuque/directory/search), and alike in what it answers. Pure.

import { type Facts, fits, type Who } from "./fitting";

// `fr_is`: how far a text is to be trusted (stale, machine), where no person wrote or translated it as it stands.
export interface Words {
  readonly en?: string;
  readonly fr?: string;
  readonly [language: string]: string | undefined;
}

export interface Lines {
  readonly en: readonly string[];
  readonly fr: readonly string[];
}

export type Phone = readonly [shown: string, dial: string, says?: Words];

export interface KeptPlace {
  readonly name?: Words;
  readonly address?: string;
  readonly at?: readonly [lon: number, lat: number];
  readonly phones?: readonly Phone[];
  readonly access?: Lines;
  readonly hours?: Lines;
}

export interface KeptService {
  readonly id: string;
  readonly name: Words;
  readonly agency?: Words;
  readonly about?: Words;
  readonly alert?: Words;
  readonly for?: Words;
  readonly how?: Words;
  readonly wait?: Words;
  readonly interpreters?: Words;
  readonly bring?: Lines;
  readonly area?: Lines;
  readonly cost?: Lines;
  readonly room?: Lines;
  readonly phones?: readonly Phone[];
  readonly url?: string;
  readonly topics?: readonly string[];
  readonly languages?: readonly string[];
  readonly rules?: Facts["rules"];
  readonly ages?: Facts["ages"];
  readonly whom?: Lines;
  readonly free?: boolean;
  readonly verified?: string;
  readonly hours?: KeptPlace["hours"];
  readonly places?: readonly KeptPlace[];
}

export interface Copy {
  readonly as_of: string;
  readonly services: readonly KeptService[];
  readonly topics: Readonly<Record<string, readonly [en: string, fr: string, within: string]>>;
  readonly languages: Readonly<Record<string, readonly [en: string, fr: string]>>;
  readonly words: readonly (readonly [language: string, words: string, topic: string])[];
  readonly none?: readonly (readonly [language: string, words: string])[];
  readonly places: readonly (readonly [name: string, lon: number, lat: number])[];
}

export interface Placed {
  readonly place: KeptPlace;
  readonly km: number | null;
}

export interface Hit {
  readonly service: KeptService;
  readonly km: number | null;
  // The nearest first, where someone said where they are.
  readonly places: readonly Placed[];
  readonly fits: boolean | null;
}

export interface Answer {
  readonly hits: readonly Hit[];
  readonly total: number;
  readonly readAs: readonly (readonly [asked: string, read: string])[];
  readonly unknown: readonly string[];
}

export type Point = readonly [lon: number, lat: number];

const STOP = new Set(
  (
    "a an the of to for in on at and or is am are be i me my we you need want find where help with some any have has can do " +
    "un une le la les de des du l d j c qu n s m t et ou a au aux en dans pour sur avec je j'ai ai suis mon ma mes moi besoin cherche trouver veux est qui que pas"
  ).split(" "),
);
// Words that hold a sentence together: nobody needs to hear that no service has them.
const GLUE = new Set("since very because also while until during after before again still very really tres trop beaucoup vraiment depuis parce pendant avant apres hier demain today aujourd hui maintenant now tonight please svp merci".split(" "));
// Short names of languages that nobody takes for another word; English is what most ask in, or want to learn.
const SHORT_LANGUAGES = new Set(["asl", "lsq", "lsf", "dari", "urdu", "thai", "zulu"]);
const MOST = 40;
const LONG = 8;
const NEAR_KM = 5;

// No accents, no capitals, straight apostrophes.
export function fold(text: string): string {
  return text
    .replace(/[’ʼ]/g, "'")
    .replace(/œ/gi, "oe")
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

// Words in their shortest form: « l'école » is ecol, “meals” is meal. Crude on purpose, and the same on both sides.
export function stems(text: string): string[] {
  return counting(text).map(stem);
}

function counting(text: string): string[] {
  const every = fold(text).replace(/\b(st|ste)[.-]/g, "saint ").split(/[^a-z0-9]+/);
  return every.filter((word) => word && !STOP.has(word));
}

function stem(word: string): string {
  if (/^refug(?:ee|ie|iee)s?$/.test(word)) return "refugie"; // no refuge for the night
  return word.length > 3 ? word.replace(/(?:ies|ie|es|e|s|x|y)$/, "") : word;
}

export class Index {
  readonly #copy: Copy;
  readonly #terms = new Map<string, Map<number, number>>();
  readonly #sorted: readonly string[];
  readonly #shown = new Map<string, string>();
  readonly #phrases: readonly (readonly [stems: string, topic: string])[];
  readonly #right: ReadonlySet<string>;
  readonly #spoken: readonly (readonly [stems: string, code: string])[];
  readonly #byTopic = new Map<string, number[]>();

  constructor(copy: Copy) {
    this.#copy = copy;
    copy.services.forEach((service, at) => {
      this.#put(at, service.name, 4);
      this.#put(at, service.agency, 2);
      this.#put(at, service.about, 1);
      this.#put(at, service.for, 1);
      for (const place of service.places ?? []) this.#put(at, place.name, 1);
      for (const topic of service.topics ?? []) {
        const known = copy.topics[topic];
        if (known) this.#put(at, { en: known[0], fr: known[1] }, 2);
        for (const code of known?.[2] ? [topic, known[2]] : [topic]) this.#under(code, at);
      }
    });
    this.#sorted = [...this.#terms.keys()].sort();
    const said = copy.words.map(([, words, topic]) => [stems(words).join(" "), topic] as const);
    const none = new Set((copy.none ?? []).map(([language, words]) => `${language} ${stems(words).join(" ")}`));
    const named = Object.entries(copy.topics)
      .flatMap(([code, [en, fr]]) => [["en", stems(en).join(" "), code] as const, ["fr", stems(fr).join(" "), code] as const])
      .filter(([language, words]) => !none.has(`${language} ${words}`))
      .map(([, words, code]) => [words, code] as const);
    this.#spoken = Object.entries(copy.languages)
      .filter(([code]) => code !== "ENGLISH")
      .flatMap(([code, names]) => names.flatMap(called).map((name) => [stems(name).join(" "), code] as const))
      .filter(([words]) => words);
    this.#right = new Set([...said, ...named, ...this.#spoken].flatMap(([words]) => words.split(" ")));
    this.#phrases = [...said, ...named].filter(([words]) => words).sort((one, other) => other[0].length - one[0].length);
  }

  // The best first. `near`: distance counts inside the ranking; what is in no place stays where its words put it.
  // `who`: what its rules say is not for them is left out, unless `everyone`.
  search(asked: string, near: Point | null, who: Who = {}, everyone = false): Answer {
    const written = counting(asked);
    const words = written.map(stem);
    const topics = this.#topics(words);
    const readAs: (readonly [string, string])[] = [];
    const unknown: string[] = [];
    const scores = new Map<number, number>();
    const matched = new Map<number, number>();
    for (const [place, word] of words.entries()) {
      const found = this.#find(word, topics.size > 0);
      if (found.read) readAs.push([written[place]!, this.#shown.get(found.read) ?? found.read]);
      if (!found.records.size && !this.#right.has(word)) unknown.push(written[place]!);
      for (const [at, weight] of found.records) {
        scores.set(at, (scores.get(at) ?? 0) + weight);
        matched.set(at, (matched.get(at) ?? 0) + 1);
      }
    }
    for (const topic of topics) for (const at of this.#of(topic)) scores.set(at, (scores.get(at) ?? 0) + 8);
    const spoken = this.#languages(words);
    const inThem = spoken.size ? this.#copy.services.flatMap((service, at) => (service.languages?.some((code) => spoken.has(code)) ? [at] : [])) : [];
    for (const at of inThem) {
      scores.set(at, (scores.get(at) ?? 0) + 8);
      matched.set(at, (matched.get(at) ?? 0) + 1);
    }
    const least = topics.size > 0 ? 0 : Math.ceil(written.filter((word) => !GLUE.has(word)).length / 2);
    const every = words.length === 0 ? this.#copy.services.map((_, at) => at) : [...scores.keys()];
    const hits = every
      .filter((at) => words.length === 0 || (matched.get(at) ?? 0) >= least)
      .map((at) => {
        const service = this.#copy.services[at]!;
        const km = near ? nearest(service, near) : null;
        const score = words.length === 0 ? 1 : scores.get(at)!;
        return { service, km, fits: fits(who, service), score: km === null ? score * (near ? unplaced(service) : 1) : score / (1 + km / NEAR_KM) };
      })
      .filter((hit) => everyone || hit.fits !== false)
      .sort((one, other) => other.score - one.score || one.service.id.localeCompare(other.service.id));
    const shown = hits.slice(0, MOST).map(({ service, km, fits: answer }) => ({ service, km, places: placed(service, near), fits: answer }));
    return { hits: shown, total: hits.length, readAs, unknown: unknown.filter((word) => word.length > 1 && !GLUE.has(word)) };
  }

  // Where a town or the first part of a postal code is.
  place(text: string): Point | null {
    const wanted = fold(text).trim();
    if (!wanted) return null;
    const short = wanted.replace(/\s/g, "").slice(0, 3);
    const found =
      this.#copy.places.find(([name]) => fold(name) === wanted) ??
      (/^[a-z]\d[a-z]$/.test(short) ? this.#copy.places.find(([name]) => fold(name) === short) : undefined);
    return found ? [found[1], found[2]] : null;
  }

  #put(at: number, words: Words | undefined, weight: number): void {
    for (const text of [words?.en, words?.fr]) {
      if (!text) continue;
      for (const raw of fold(text).split(/[^a-z0-9]+/)) {
        const [word] = stems(raw);
        if (!word) continue;
        if (!this.#shown.has(word)) this.#shown.set(word, raw);
        const records = this.#terms.get(word) ?? new Map<number, number>();
        records.set(at, Math.max(records.get(at) ?? 0, weight));
        this.#terms.set(word, records);
      }
    }
  }

  #under(topic: string, at: number): void {
    const there = this.#byTopic.get(topic) ?? [];
    there.push(at);
    this.#byTopic.set(topic, there);
  }

  // The languages that the words name: « cantonais », "Chinese" with what is spoken under it.
  #languages(words: readonly string[]): Set<string> {
    const padded = ` ${words.join(" ")} `;
    return new Set(this.#spoken.filter(([phrase]) => padded.includes(` ${phrase} `)).map(([, code]) => code));
  }

  // Where nothing is under a sub-topic, what is under the topic above is the nearest.
  #of(topic: string): readonly number[] {
    return this.#byTopic.get(topic) ?? this.#byTopic.get(this.#copy.topics[topic]?.[2] ?? "") ?? [];
  }

  #topics(words: readonly string[]): Set<string> {
    const padded = ` ${words.join(" ")} `;
    return new Set(this.#phrases.filter(([phrase]) => padded.includes(` ${phrase} `)).map(([, topic]) => topic));
  }

  // The records of a word; else of words that begin with it; else of the nearest word that is one slip away. A word of the
  // everyday phrases is right as it stands: "manger" is never read as "danger".
  #find(word: string, meaningKnown: boolean): { records: Map<number, number>; read: string | null } {
    const exact = this.#terms.get(word);
    const common = Math.log(1 + this.#copy.services.length);
    const weigh = (records: Map<number, number>, by: number): Map<number, number> => {
      const rarity = Math.max(0.2, (common - Math.log(records.size)) / common);
      return new Map([...records].map(([at, weight]) => [at, weight * rarity * by]));
    };
    if (exact) return { records: weigh(exact, 1), read: null };
    const begun = word.length > 2 ? this.#beginning(word) : [];
    if (begun.length) {
      const records = new Map<number, number>();
      for (const one of begun) for (const [at, weight] of this.#terms.get(one)!) records.set(at, Math.max(records.get(at) ?? 0, weight));
      return { records: weigh(records, 0.8), read: null };
    }
    if (meaningKnown || word.length < 4 || this.#right.has(word)) return { records: new Map(), read: null };
    const near = this.#sorted
      .filter((one) => Math.abs(one.length - word.length) <= 1 && isOneSlip(one, word) && !beginsOtherwise(word, one))
      .sort((one, other) => Number(other[0] === word[0]) - Number(one[0] === word[0]) || this.#terms.get(other)!.size - this.#terms.get(one)!.size)[0];
    return near ? { records: weigh(this.#terms.get(near)!, 0.7), read: near } : { records: new Map(), read: null };
  }

  #beginning(word: string): string[] {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < word) low = middle + 1;
      else high = middle;
    }
    const found: string[] = [];
    for (let at = low; at < this.#sorted.length && found.length < 20 && this.#sorted[at]!.startsWith(word); at++) found.push(this.#sorted[at]!);
    return found;
  }
}

// What people call a language: "Chinese (Cantonese)" is "Chinese" and "Cantonese".
function called(name: string): string[] {
  const parts = name.split(/[()]/).map((part) => fold(part).trim());
  return parts.filter((part) => part.length > 4 || SHORT_LANGUAGES.has(part));
}

// One letter more, less, other, or two that changed places.
export function isOneSlip(one: string, other: string): boolean {
  if (one === other) return false;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

// All that is changed in a short word is its first letter: people seldom miss it.
function beginsOtherwise(word: string, other: string): boolean {
  return word.length < LONG && word[0] !== other[0] && word.slice(1) === other.slice(1);
}

// What is in no place keeps half of its score wherever someone is; a place whose spot nobody knows is never taken for a near one.
function unplaced(service: KeptService): number {
  return service.places?.length ? 0.2 : 0.5;
}

function placed(service: KeptService, near: Point | null): Placed[] {
  const every = (service.places ?? []).map((place) => ({ place, km: near && place.at ? kilometres(place.at, near) : null }));
  return every.sort((one, other) => (one.km === null ? 1 : 0) - (other.km === null ? 1 : 0) || (one.km ?? 0) - (other.km ?? 0));
}

function nearest(service: KeptService, near: Point): number | null {
  const every = (service.places ?? []).flatMap((place) => (place.at ? [kilometres(place.at, near)] : []));
  return every.length ? Math.min(...every) : null;
}

// On a plane, which is right enough within a province.
export function kilometres(one: Point, other: Point): number {
  const east = (one[0] - other[0]) * 111.32 * Math.cos((((one[1] + other[1]) / 2) * Math.PI) / 180);
  const north = (one[1] - other[1]) * 110.57;
  return Math.hypot(east, north);
}
