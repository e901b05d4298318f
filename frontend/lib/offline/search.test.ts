import { expect, it } from "vitest";
import examples from "../../../src/tuque/directory/search/words.examples.json";
import { type Copy, Index, isOneSlip, kilometres, stems } from "./search";

const copy: Copy = {
  as_of: "2026-03-02T12:00:00+00:00",
  services: [
    { id: "a", name: { en: "Noon meal", fr: "Repas du midi" }, topics: ["food-meals"], places: [{ at: [-97.14, 49.9] }] },
    { id: "b", name: { en: "Toothache clinic", fr: "Clinique dentaire" }, about: { en: "Dentists for people without money." }, places: [{ at: [-97.3, 49.9] }] },
    { id: "c", name: { en: "Legal help line" }, about: { en: "Advice for tenants." } },
    { id: "d", name: { en: "Evening meals" }, topics: ["food-meals"], places: [{ at: [-98.9, 50.5] }] },
  ],
  topics: { food: ["Food", "Nourriture", ""], "food-meals": ["Meals", "Repas", "food"] },
  languages: {},
  words: [
    ["en", "i am hungry", "food"],
    ["fr", "j’ai faim", "food"],
  ],
  places: [
    ["R3B", -97.14, 49.9],
    ["Winnipeg", -97.14, 49.9],
  ],
};
const index = new Index(copy);
const found = (asked: string, near: readonly [number, number] | null = null): string[] => index.search(asked, near).hits.map((hit) => hit.service.id);

it.each(["I am hungry", "J'AI FAIM", "j’ai faim"])("reads %s as food, the topic with its parts", (asked) => {
  expect(found(asked).sort()).toEqual(["a", "d"]);
});

it("puts the near before the far", () => {
  expect(found("meals", index.place("R3B 1A1"))).toEqual(["a", "d"]);
  expect(found("repas", [-98.9, 50.5])[0]).toBe("d");
});

it("answers with the topic above where nothing is under the sub-topic", () => {
  const some = new Index({ ...copy, topics: { ...copy.topics, "food-gardens": ["Gardens", "Jardins", "food"] }, words: [["en", "grow vegetables", "food-gardens"]] });
  expect(some.search("grow vegetables", null).hits.map((hit) => hit.service.id).sort()).toEqual(["a", "d"]);
});

it.each(["cantonese", "chinois", "Chinese meals", "cantonais repas"])("finds by %s who speaks it", (asked) => {
  const some = new Index({ ...copy, services: [...copy.services, { id: "e", name: { en: "Noodle meals", fr: "Repas" }, topics: ["food-meals"], languages: ["CANTONESE"] }], languages: { CANTONESE: ["Chinese (Cantonese)", "chinois (cantonais)"], ENGLISH: ["English", "anglais"] } });
  expect(some.search(asked, null).hits[0]?.service.id).toBe("e");
  expect(some.search(asked, null).unknown).toEqual([]);
});

it.each(["réfugié", "refugies", "réfugiée", "réfugiés"])("reads %s as the everyday word that it is", (asked) => {
  const some = new Index({ ...copy, services: [{ id: "n", name: { en: "Settling in", fr: "Établissement" }, topics: ["refugees"] }, { id: "o", name: { en: "Night shelter", fr: "Refuge de nuit" } }], topics: { refugees: ["Refugees", "Personnes réfugiées", ""] }, words: [["fr", "réfugié", "refugees"]] });
  expect(some.search(asked, null).hits.map((hit) => hit.service.id)).toEqual(["n"]);
});

it("never takes a place whose spot nobody knows for a near one", () => {
  const some = new Index({ ...copy, services: [{ id: "a", name: { en: "Pantry" }, places: [{ address: "1 Road, Naples" }] }, { id: "b", name: { en: "Kitchen and pantry" }, places: [{ at: [-97.1, 49.9] }] }, { id: "c", name: { en: "Pantry line" } }] });
  expect(some.search("pantry", [-97.14, 49.9]).hits.map((hit) => hit.service.id)).toEqual(["b", "c", "a"]);
});

it("finds across languages, accents and elisions, and by the beginning of a word", () => {
  expect(found("clinique dentaire")).toEqual(["b"]);
  expect(found("l'clinique")).toEqual(["b"]);
  expect(found("tootha")).toEqual(["b"]);
});

it("puts one slip right and says so", () => {
  const answer = index.search("toothahce", null);
  expect(answer.hits.map((hit) => hit.service.id)).toEqual(["b"]);
  expect(answer.readAs).toEqual([["toothahce", "toothache"]]);
});

it("never reads a right word as another", () => {
  const risky = new Index({ ...copy, services: [{ id: "d", name: { en: "Line" }, about: { en: "In danger now, call." } }], words: [["fr", "rien à manger", "food"]] });
  expect(risky.search("à manger", null)).toMatchObject({ hits: [], readAs: [] });
  expect(risky.search("banger", null).readAs).toEqual([]);
  expect(risky.search("dangre", null).readAs).toEqual([["dangre", "danger"]]);
});

it("does not answer with what has one word in many", () => {
  expect(found("tenants rights xylophone quartz")).toEqual([]);
});

it("keeps a line that is in no place, also near somewhere", () => {
  expect(found("legal", [-97.1, 49.9])).toEqual(["c"]);
});

it("knows a place by town or postal code and nothing else", () => {
  expect(index.place("winnipeg")).toEqual([-97.14, 49.9]);
  expect(index.place("Nowhere")).toBeNull();
  expect(index.place("")).toBeNull();
});

it("leaves out what its rules say is for others, unless all are asked for", () => {
  const ruled = new Index({ ...copy, services: [{ id: "w", name: { en: "Women's meal" }, rules: [["gender", null, null, ["woman"]]] }, { id: "x", name: { en: "Open meal" } }] });
  const asked = (everyone: boolean) => ruled.search("meal", null, { gender: "man" }, everyone).hits.map((hit) => [hit.service.id, hit.fits]);
  expect(asked(false)).toEqual([["x", null]]);
  expect(asked(true).sort()).toEqual([["w", false], ["x", null]]);
});

it("measures slips and distances", () => {
  expect([isOneSlip("meal", "meals"), isOneSlip("form", "from"), isOneSlip("abcd", "abxy"), isOneSlip("same", "same")]).toEqual([true, true, false, false]);
  expect(kilometres([-97.1, 49.9], [-97.1, 50.9])).toBeCloseTo(110.57, 1);
  expect(stems("Les écoles de St-Boniface")).toEqual(["ecol", "saint", "bonifac"]);
});

// The site's own search knows these for the same; here the rest of the word, or another ending, still tells them apart.
const APART_HERE = [
  "jusqu’à Noël", "journaux", "travailleuses", "sportive", "conseiller·ère", "conseiller.ère.s", "employé(e)s", "aîné·e·s", "étudiant-e-s",
  "directeur/trice", "housing", "pharmacies", "clinique",
];

it.each(examples.same.filter(([one]) => !APART_HERE.includes(one!)))("finds %s and %s alike", (one, other) => {
  expect(stems(one!)).toEqual(stems(other!));
});

it("finds what is written inclusively by its first form", () => {
  for (const [written, asked] of [["conseiller·ère", "conseiller"], ["employé(e)s", "employé"], ["étudiant-e-s", "étudiants"]] as const)
    expect(stems(written)).toContain(stems(asked)[0]);
});

it("answers the other words of a question whose word nobody has, and says which", () => {
  const asked = index.search("xyzzyx clinique since depuis", null);
  expect(asked.hits.map((hit) => hit.service.id)).toEqual(["b"]);
  expect(asked.unknown).toEqual(["xyzzyx"]);
  expect(found("j’ai faim xyzzyx").sort()).toEqual(["a", "d"]);
});

it("says how many there are, also where it shows the first of them", () => {
  const many = new Index({ ...copy, services: Array.from({ length: 60 }, (_, at) => ({ id: String(at), name: { en: `Meal ${at}` } })) });
  const asked = many.search("meal", null);
  expect([asked.hits.length, asked.total]).toEqual([40, 60]);
});

it("takes no name of a topic for one that means none here, however it was written", () => {
  const asked = (none: Copy["none"]) => new Index({ ...copy, ...(none ? { none } : {}) }).search("nourriture", null).hits.length;
  expect([asked(undefined), asked([["fr", "NOURRITURES"]]), asked([["en", "nourriture"]])]).toEqual([2, 0, 2]);
});

it("tells the places of a service nearest first, each with how far it is; one whose spot nobody knows comes last", () => {
  const places = [{ address: "1 Unknown" }, { address: "2 Far", at: [-97.4, 49.9] as const }, { address: "3 Near", at: [-97.14, 49.9] as const }];
  const [hit] = new Index({ ...copy, services: [{ id: "a", name: { en: "Pantry" }, places }] }).search("pantry", [-97.14, 49.9]).hits;

  expect(hit!.places.map(({ place }) => place.address)).toEqual(["3 Near", "2 Far", "1 Unknown"]);
  expect(hit!.places.map(({ km }) => km && Math.round(km))).toEqual([0, 19, null]);
});
