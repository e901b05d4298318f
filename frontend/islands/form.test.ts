// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import "./form";

const RULES = {
  zone: "UTC",
  order: ["more", "why", "people", "minutes"],
  fields: [
    rule("more", "yes_no"),
    { ...rule("why", "text"), showIf: { field: "more" }, requiredIf: { field: "more" } },
    { ...rule("people", "people"), choices: ["adult"] },
    rule("minutes", "duration"),
  ],
};

function rule(code: string, type: string): Record<string, unknown> {
  return {
    code,
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
    choices: [],
  };
}

const PAGE = `
  <form><div data-island="form" data-props="rules">
    <fieldset data-field="more"><input type="radio" name="more" value="yes" id="yes"></fieldset>
    <div data-field="why"><label>Why <span class="optional">(optional)</span></label><input name="why" id="why"></div>
    <fieldset data-field="people"><span data-stepper data-least="0" data-most="2">
      <button type="button" data-less hidden aria-controls="adult">−</button>
      <input name="people.adult" id="adult">
      <button type="button" data-more hidden aria-controls="adult">+</button></span></fieldset>
    <div data-field="minutes"><div data-timer><input name="minutes" id="minutes">
      <button type="button" data-start hidden></button><button type="button" data-stop hidden></button></div>
      <p data-elapsed hidden></p></div>
  </div></form>
  <script type="application/json" id="rules">${JSON.stringify(RULES)}</script>`;

const get = <Kind extends HTMLElement>(selector: string): Kind => {
  const found = document.querySelector<Kind>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};

// Islands start and stop when the page has settled.
const showPage = async (page: string): Promise<void> => {
  document.body.innerHTML = page;
  await new Promise((settled) => setTimeout(settled));
};
beforeEach(() => showPage(PAGE));
afterEach(() => showPage(""));

test("a question appears when it matters, and says that it is needed", () => {
  expect(get("[data-field=why]").hidden).toBe(true);

  get<HTMLInputElement>("#yes").click();

  expect(get("[data-field=why]").hidden).toBe(false);
  expect(get(".optional").hidden).toBe(true);
});

test("a counter counts by taps, within its limits", () => {
  for (let taps = 0; taps < 4; taps++) get("[data-more]").click();
  expect(get<HTMLInputElement>("#adult").value).toBe("2");

  for (let taps = 0; taps < 4; taps++) get("[data-less]").click();
  expect(get<HTMLInputElement>("#adult").value).toBe("0");
});

test("a timer that is stopped writes its minutes", () => {
  vi.useFakeTimers({ now: 0 });
  get("[data-start]").click();
  vi.setSystemTime(90_000);
  get("[data-stop]").click();
  vi.useRealTimers();

  expect(get<HTMLInputElement>("#minutes").value).toBe("2");
  expect(get("[data-elapsed]").hidden).toBe(true);
});

test("a timer still running ends when the form is sent", () => {
  get("[data-start]").click();
  get("form").dispatchEvent(new Event("submit"));

  expect(get<HTMLInputElement>("#minutes").value).toBe("1");
});

test("leaving with words that are not sent asks first; after sending it does not", () => {
  const leave = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(leave()).toBe(false);

  get<HTMLInputElement>("#why").dispatchEvent(new Event("input", { bubbles: true }));
  expect(leave()).toBe(true);

  get("form").dispatchEvent(new Event("submit"));
  expect(leave()).toBe(false);
});

const ROWS_PAGE = `
  <form><div data-island="form" data-props="rules">
    <output class="calculated"></output>
    <fieldset data-field="met" data-repeat="met" data-most="2"><div data-rows></div>
      <template><fieldset data-row="NEW-ROW" tabindex="-1"><span data-row-name="Person">Person</span>
        <input type="hidden" name="met" value="NEW-ROW">
        <div data-field="met.NEW-ROW.hurt"><input type="checkbox" name="met.NEW-ROW.hurt" value="yes"></div>
        <div data-field="met.NEW-ROW.how"><input name="met.NEW-ROW.how"></div>
        <button data-remove>Remove</button></fieldset></template>
      <button id="add" data-add>Add</button><p data-full hidden></p></fieldset>
  </div></form>
  <script type="application/json" id="rules">${JSON.stringify({
    zone: "UTC",
    order: ["hurt", "how", "met"],
    fields: [
      rule("met", "repeat"),
      { ...rule("hurt", "yes_no"), parents: ["met"] },
      { ...rule("how", "text"), parents: ["met"], showIf: { field: "hurt" } },
    ],
  })}</script>`;

const rowNames = (): (string | null)[] => [...document.querySelectorAll("[data-rows] [data-row-name]")].map((one) => one.textContent);

test("rows are added up to the limit, count themselves, and each decides for itself", async () => {
  await showPage(ROWS_PAGE);

  get("#add").click();
  get("#add").click();

  expect(rowNames()).toEqual(["Person 1", "Person 2"]);
  expect(get("#add").hidden).toBe(true);
  expect(get("[data-full]").hidden).toBe(false);
  get<HTMLInputElement>("[name='met.1.hurt']").click();
  expect(get("[data-field='met.0.how']").hidden).toBe(true);
  expect(get("[data-field='met.1.how']").hidden).toBe(false);
});

test("a row that is taken away leaves the others as they are", async () => {
  await showPage(ROWS_PAGE);
  get("#add").click();
  get("#add").click();
  get<HTMLInputElement>("[name='met.1.hurt']").click();

  get("[data-row='0'] [data-remove]").click();

  expect(rowNames()).toEqual(["Person 1"]);
  expect(get("[data-field='met.1.how']").hidden).toBe(false);
  expect(get("#add").hidden).toBe(false);
  get("#add").click();
  expect([...document.querySelectorAll<HTMLElement>("[data-rows] [data-row]")].map((row) => row.dataset["row"])).toEqual(["1", "2"]);
});
