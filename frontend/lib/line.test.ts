import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Line, type LineState } from "./line";

// A stand-in for the browser's EventSource, told what to say.
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static last: Source;
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  constructor(readonly url: string) {
    super();
    Source.last = this;
  }
  close(): void {
    this.readyState = Source.CLOSED;
  }
  say(id: string): void {
    this.onmessage?.(new MessageEvent("message", { data: '{"at":"2026-01-14T18:00:00Z"}', lastEventId: id }));
  }
  tell(name: string, data: object): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify({ at: "2026-01-14T18:00:00Z", ...data }) }));
  }
}

const heard: number[] = [];
const states: LineState[] = [];
const listener = { changed: (n: number) => void heard.push(n), stands: (state: LineState) => void states.push(state) };

function openLine(after = 4): Line {
  const line = new Line("/streams/a/b", after);
  line.add(listener);
  line.open();
  return line;
}

beforeEach(() => {
  heard.length = states.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Source);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("rows ring once each, and never go back", () => {
  openLine();
  expect(Source.last.url).toBe("/streams/a/b?after=4");
  Source.last.say("5");
  Source.last.say("5");
  Source.last.say("3");
  Source.last.say("9");
  expect(heard).toEqual([5, 9]);
  expect(states.at(-1)).toBe("live");
});

test("after three failures it asks every few seconds, from where it was", async () => {
  const fetched = vi.fn(async (_address: string) => new Response('{"at":"2026-01-14T18:00:00Z","sequence":6,"rows":[]}'));
  vi.stubGlobal("fetch", fetched);
  openLine();
  Source.last.say("5");
  for (let n = 0; n < 3; n++) Source.last.onerror?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(fetched.mock.calls[0]?.[0]).toBe("/streams/a/b?after=5");
  expect(heard).toEqual([5, 6]);
  expect(states.at(-1)).toBe("polling");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(fetched).toHaveBeenCalledTimes(2);
});

test("it tries the better way again after a minute", async () => {
  vi.stubGlobal("fetch", async () => new Response('{"at":"2026-01-14T18:00:00Z","sequence":4,"rows":[]}'));
  openLine();
  const first = Source.last;
  for (let n = 0; n < 3; n++) first.onerror?.();
  await vi.advanceTimersByTimeAsync(70_000);
  expect(Source.last).not.toBe(first);
});

test("a line that goes quiet is not taken for a calm one", async () => {
  const fetched = vi.fn(async () => Promise.reject(new TypeError("offline")));
  vi.stubGlobal("fetch", fetched);
  openLine();
  await vi.advanceTimersByTimeAsync(30_000);
  Source.last.tell("beat", {});
  await vi.advanceTimersByTimeAsync(30_000);
  expect(fetched).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(fetched).toHaveBeenCalled();
  expect(states.at(-1)).toBe("away");
});

test("once signed out it neither listens nor asks again", async () => {
  const fetched = vi.fn();
  vi.stubGlobal("fetch", fetched);
  const line = openLine();
  Source.last.tell("end", { reason: "signed-out" });
  line.open();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(states.at(-1)).toBe("signed-out");
  expect(Source.last.readyState).toBe(Source.CLOSED);
  expect(fetched).not.toHaveBeenCalled();
});

test("a closed line is silent", async () => {
  const fetched = vi.fn(async () => new Response('{"at":"2026-01-14T18:00:00Z","sequence":4,"rows":[]}'));
  vi.stubGlobal("fetch", fetched);
  const line = openLine();
  for (let n = 0; n < 3; n++) Source.last.onerror?.();
  line.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetched).toHaveBeenCalledTimes(1);
});
