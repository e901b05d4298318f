// @vitest-environment jsdom
import { expect, test } from "vitest";
import { turnDue } from "./due";

const LINE = `<ul><li data-due-at="2026-01-14T18:00:00Z"><strong data-due-says="Due since 12:00">At 12:00</strong>
  <a href="/records/1">Check-in · North park</a></li></ul>`;

function page(): HTMLElement {
  const place = document.createElement("div");
  place.innerHTML = LINE;
  return place;
}

test("what comes due is told once, and shown as due", () => {
  const place = page();

  expect(turnDue(place, new Date("2026-01-14T17:59:59Z"))).toEqual([]);
  expect(place.textContent).toContain("At 12:00");
  expect(turnDue(place, new Date("2026-01-14T18:00:00Z"))).toEqual(["Due since 12:00: Check-in · North park"]);
  expect(turnDue(place, new Date("2026-01-14T18:01:00Z"))).toEqual([]);
  expect(place.textContent).toContain("Due since 12:00");
  expect(place.querySelector("li")?.className).toBe("is-due");
});
