import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventReader } from "./events";
import { emptyPage, ShiftCount } from "./leaving";
import { type Letter, Outbox, pauseAfter, type Sending } from "./outbox";
import { newId } from "./talking";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("events come whole, however they were cut", () => {
  const reader = new EventReader();
  const text = 'retry: 2000\n\nid: 7\ndata: {"kind":"said"}\n\nevent: beat\ndata: {"at":"now"}\n\nid: 8\nda';
  const found = [...text].flatMap((sign) => reader.take(sign));

  expect(found).toEqual([
    { id: 7, event: "message", data: '{"kind":"said"}' },
    { id: null, event: "beat", data: '{"at":"now"}' },
  ]);
  expect(reader.take("ta: {}\n\n")).toEqual([{ id: 8, event: "message", data: "{}" }]);
});

function box(answers: Sending[]): { sent: string[]; settled: string[]; outbox: Outbox } {
  const sent: string[] = [];
  const settled: string[] = [];
  const send = (letter: Letter): Promise<Sending> => {
    sent.push(letter.id);
    return Promise.resolve(answers.shift() ?? "sent");
  };
  return { sent, settled, outbox: new Outbox(send, (letter, how) => settled.push(`${letter.id} ${how}`)) };
}

test("what could not go is sent again under the same id, and what came after it waits", async () => {
  const { sent, settled, outbox } = box(["later", "later", "sent", "sent"]);

  outbox.add({ id: "a", text: "one" });
  outbox.add({ id: "b", text: "two" });
  await vi.advanceTimersByTimeAsync(10_000);

  expect(sent).toEqual(["a", "a", "a", "b"]);
  expect(settled).toEqual(["a later", "a later", "a sent", "b sent"]);
  expect(outbox.waiting).toEqual([]);
});

test("a refused message does not hold up the next", async () => {
  const { settled, outbox } = box(["refused", "sent"]);

  outbox.add({ id: "a", text: "one" });
  outbox.add({ id: "b", text: "two" });
  await vi.advanceTimersByTimeAsync(0);

  expect(settled).toEqual(["a refused", "b sent"]);
});

test("nothing more is sent once it was told to forget", async () => {
  const { sent, outbox } = box(["later", "sent"]);

  outbox.add({ id: "a", text: "one" });
  await vi.advanceTimersByTimeAsync(0);
  outbox.forget();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(sent).toEqual(["a"]);
});

test("pauses grow and stay bearable", () => {
  expect([1, 2, 3, 4, 5, 9].map(pauseAfter)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test("three presses of Shift alone, soon after one another, leave", () => {
  const count = new ShiftCount();
  const keys: [string, number][] = [["Shift", 0], ["a", 100], ["Shift", 200], ["Shift", 3_000], ["Shift", 3_200]];

  expect(keys.map(([key, at]) => count.press(key, at))).toEqual([false, false, false, false, false]);
  expect(count.press("Shift", 3_400)).toBe(true);
});

test("an emptied page holds nothing", () => {
  document.body.innerHTML = "<p>Words</p>";
  document.title = "Words";

  emptyPage(document);

  expect(document.documentElement.textContent).toBe("");
  expect(document.title).toBe("");
});

test("ids are UUIDv7 and follow the time", () => {
  const [first, second] = [newId(1_700_000_000_000), newId(1_700_000_000_001)];

  expect(first).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(second > first).toBe(true);
});
