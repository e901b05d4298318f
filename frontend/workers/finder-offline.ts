// Without a network, the finder's page opens from what this device kept. It keeps nothing by itself: the page does, when it is asked to.
const SHELL = "finder-shell";
const PAGE = "/find/offline";

interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") (event as Fetching).respondWith(fetch(request).catch(() => kept(page(url))));
  else if (url.pathname.startsWith("/static/")) (event as Fetching).respondWith(fetch(request).catch(() => kept(url.pathname)));
});

async function kept(address: string): Promise<Response> {
  return (await (await caches.open(SHELL)).match(address)) ?? Response.error();
}

function page(url: URL): string {
  const asked = url.searchParams.get("lang") ?? self.navigator.language.slice(0, 2);
  return `${PAGE}?lang=${asked === "fr" ? "fr" : "en"}`;
}

export {};
