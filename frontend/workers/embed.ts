// On the page of another site: makes each finder of ours as tall as it says it is. Without this script, it scrolls inside its frame.
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";
const home = script ? new URL(script).origin : "";
const LEAST = 200;
const MOST = 20_000;

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.origin !== home || typeof event.data !== "object" || event.data === null) return;
  const height = (event.data as { tuqueFinderHeight?: unknown }).tuqueFinderHeight;
  if (typeof height !== "number" || !Number.isFinite(height)) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source) frame.style.blockSize = `${Math.min(MOST, Math.max(LEAST, height))}px`;
  }
});

export {};
