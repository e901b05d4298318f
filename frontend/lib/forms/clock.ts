// A running timer's words, and the minutes it is worth.

export function elapsedWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

// A minute begun counts.
export function minutesOf(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 60_000));
}

// An instant as a datetime-local input wants it, on the organization's clock: `utcOffset`, in seconds, comes from the
// server, whose table of time zones is the one that reads the answer back.
export function localText(instant: Date, utcOffset: number): string {
  return new Date(instant.getTime() + utcOffset * 1_000).toISOString().slice(0, 16);
}
