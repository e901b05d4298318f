// @vitest-environment jsdom
import { expect, test } from "vitest";
import { Ringing } from "./rings";

class Counting {
  count = 0;
  ring(): void {
    this.count += 1;
  }
}

function page(html: string): Document {
  const made = document.implementation.createHTMLDocument("The line now");
  made.body.innerHTML = html;
  return made;
}

test("an alarm rings at once, then every ten seconds while it is there", () => {
  const bell = new Counting();
  const ringing = new Ringing(bell, page('<section data-rings="gap-1"></section>'));

  for (let second = 0; second <= 20; second += 1) ringing.look(second * 1_000);

  expect(bell.count).toBe(3);
});

test("an alarm that was noted is silent, and the title is as it was", () => {
  const bell = new Counting();
  const shown = page('<section data-rings="gap-1"></section>');
  const ringing = new Ringing(bell, shown);
  ringing.look(0);
  const whileRinging = shown.title;

  shown.querySelector("section")?.removeAttribute("data-rings");
  ringing.look(30_000);

  expect(whileRinging).toBe("● The line now");
  expect(shown.title).toBe("The line now");
  expect(bell.count).toBe(1);
});

test("a second alarm rings without waiting", () => {
  const bell = new Counting();
  const shown = page('<section data-rings="gap-1"></section>');
  const ringing = new Ringing(bell, shown);
  ringing.look(0);

  shown.querySelector("section")?.setAttribute("data-rings", "gap-2");
  ringing.look(1_000);

  expect(bell.count).toBe(2);
});
