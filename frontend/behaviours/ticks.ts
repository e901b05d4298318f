// `<time data-ticks="2026-01-31T14:02:07+00:00">` counts up from that instant, a second at a time: 4:05, then 1:04:05.
import { ticking } from "../lib/elapsed";

function tick(): void {
  const now = new Date();
  for (const place of document.querySelectorAll<HTMLElement>("[data-ticks]")) place.textContent = ticking(new Date(place.dataset["ticks"] ?? ""), now);
}

tick();
window.setInterval(tick, 1_000);
