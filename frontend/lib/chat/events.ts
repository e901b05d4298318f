// Server-sent events read from a fetch: a secret travels in a header, which EventSource cannot send.

export interface ServerEvent {
  id: number | null;
  event: string;
  data: string;
}

// Takes text as it comes, in pieces of any size, and gives the events that are whole.
export class EventReader {
  #rest = "";

  take(text: string): ServerEvent[] {
    this.#rest += text;
    const parts = this.#rest.split(/\r?\n\r?\n/);
    this.#rest = parts.pop() ?? "";
    return parts.map(parse).filter((found): found is ServerEvent => found !== null);
  }
}

function parse(block: string): ServerEvent | null {
  const found: ServerEvent = { id: null, event: "message", data: "" };
  let hasData = false;
  for (const line of block.split(/\r?\n/)) {
    const [name = "", ...rest] = line.split(":");
    const value = rest.join(":").replace(/^ /, "");
    if (name === "id" && /^\d+$/.test(value)) found.id = Number(value);
    else if (name === "event") found.event = value;
    else if (name === "data") {
      found.data += (hasData ? "\n" : "") + value;
      hasData = true;
    }
  }
  return hasData || found.event !== "message" ? found : null;
}
