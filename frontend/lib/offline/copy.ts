// The copy of the directory on this device: taken part by part, whole or not at all, and gone after ninety days.
import type { Copy, KeptService } from "./search";

const SHELL = "finder-shell";
const PREFIX = "finder-copy-";
const WHOLE = "/find/copy-is-whole";
const DAY = 86_400_000;
export const KEPT_DAYS = 90;
export const OLD_DAYS = 30;

interface Part extends Partial<Omit<Copy, "services">> {
  readonly as_of: string;
  readonly services: readonly KeptService[];
  readonly next: string | null;
  readonly total?: number;
}

export function canKeep(): boolean {
  return "caches" in window && "serviceWorker" in navigator;
}

// The page itself, as a visitor sees it, and all that it is made of.
export async function keepShell(pages: readonly string[], files: readonly string[], worker: string): Promise<void> {
  const shell = await caches.open(SHELL);
  for (const page of pages) {
    const answer = await fetch(page, { credentials: "omit" });
    if (!answer.ok) throw new Error(page);
    await shell.put(page, answer);
  }
  await shell.addAll(files);
  await navigator.serviceWorker.register(worker, { scope: "/find" });
}

// Takes a new copy; what was there before goes only once the new one is whole. Rejects when the network breaks off.
export async function take(address: string, town: string, told: (done: number, total: number) => void): Promise<void> {
  const name = `${PREFIX}${Date.now()}`;
  const kept = await caches.open(name);
  try {
    let next: string | null = "";
    let total = 0;
    let done = 0;
    const parts: string[] = [];
    while (next !== null) {
      const query: string = new URLSearchParams({ town, after: next }).toString();
      const answer: Response = await fetch(`${address}?${query}`, { credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      const part = JSON.parse(text) as Part;
      const key = `/find/copy-part/${parts.length}`;
      await kept.put(key, new Response(text));
      parts.push(key);
      total = part.total ?? total;
      done += part.services.length;
      told(done, total);
      next = part.next;
    }
    await kept.put(WHOLE, new Response(JSON.stringify(parts)));
  } catch (problem) {
    await caches.delete(name);
    throw problem;
  }
  await forget(name);
}

export async function remove(): Promise<void> {
  await forget("");
  await caches.delete(SHELL);
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(one.scope).pathname === "/find") await one.unregister();
  }
}

async function forget(except: string): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== except) await caches.delete(name);
}

// The newest whole copy, or null. One that is too old is removed: people move, and some must not be found any more.
export async function read(now: number): Promise<Copy | null> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort();
  for (const name of names.reverse()) {
    const kept = await caches.open(name);
    const whole = await kept.match(WHOLE);
    if (!whole) continue;
    const parts: Part[] = [];
    for (const key of (await whole.json()) as string[]) parts.push((await (await kept.match(key))!.json()) as Part);
    const first = parts[0]!;
    if (daysOld(first.as_of, now) > KEPT_DAYS) {
      await remove();
      return null;
    }
    const services = parts.flatMap((part) => part.services);
    const { topics = {}, languages = {}, words = [], places = [] } = first;
    return { as_of: first.as_of, services, topics, languages, words, places };
  }
  return null;
}

export function daysOld(asOf: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(asOf)) / DAY));
}
