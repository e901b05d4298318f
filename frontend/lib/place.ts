// A position as a form keeps it: degrees to six decimals (about 10 cm), accuracy in metres when the device told it.
export interface Position {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy: number | null;
}

export interface Words {
  readonly looking: string;
  readonly found: string;
  readonly refused: string;
  readonly pinned: string;
  readonly removed: string;
  readonly no_map: string;
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export function fromGps(fix: { longitude: number; latitude: number; accuracy: number }): Position {
  return { lon: round(fix.longitude), lat: round(fix.latitude), accuracy: Math.round(fix.accuracy) };
}

// The map may have been turned past the date line: longitudes come back between -180 and 180.
export function fromMap(lon: number, lat: number): Position {
  return { lon: round(((((lon + 180) % 360) + 360) % 360) - 180), lat: round(lat), accuracy: null };
}

// What the inputs hold; null when they hold no position.
export function readPosition(lon?: string, lat?: string, accuracy?: string): Position | null {
  if (!lon || !lat) return null;
  const position = { lon: Number(lon), lat: Number(lat), accuracy: accuracy ? Number(accuracy) : null };
  return Number.isFinite(position.lon) && Number.isFinite(position.lat) ? position : null;
}

export function said(position: Position, words: Words, language: string): string {
  if (position.accuracy === null) return words.pinned;
  return words.found.replace("{metres}", new Intl.NumberFormat(language || "en").format(position.accuracy));
}
