// What every page loads: HTMX, closed down, and a few small behaviours that only hurry the picture along.
import "htmx.org";
import "./copies";
import "./dialogs";
import "./live";
import "./once";
import "./passwords";
import "./rings";
import "./ticks";

declare global {
  interface Window {
    htmx: { config: Record<string, unknown> };
  }
}
