// An island owns one element and its behaviour. It is started when its element enters the page (first load or an
// HTMX swap) and stopped when the element leaves.

export interface Island {
  connect(): void;
  disconnect(): void;
}

export type IslandMaker = (element: HTMLElement) => Island;

// Start an island on every element marked `data-island="name"`, now and whenever HTMX brings one in.
export function defineIsland(name: string, make: IslandMaker): void {
  const running = new Map<HTMLElement, Island>();

  const start = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
      if (running.has(element)) continue;
      const island = make(element);
      running.set(element, island);
      island.connect();
    }
  };
  const sweep = (): void => {
    for (const [element, island] of running) {
      if (element.isConnected) continue;
      island.disconnect();
      running.delete(element);
    }
  };

  start(document);
  new MutationObserver(() => {
    sweep();
    start(document);
  }).observe(document.documentElement, { childList: true, subtree: true });
}

// The values a page gives its island, written by Django's json_script under the id in `data-props`.
export function readProps<Props>(element: HTMLElement): Props {
  const holder = document.getElementById(element.dataset["props"] ?? "");
  if (!holder?.textContent) throw new Error("island without props: data-props must name a json_script");
  return JSON.parse(holder.textContent) as Props;
}
