// The hour as a page shows it, on the organization's clock: `utcOffset`, in seconds, comes from the server. A browser's own
// table of time zones may be older or newer than the server's, and then the page would disagree with itself.
export function clockTime(instant: Date, utcOffset: number): string {
  return new Date(instant.getTime() + utcOffset * 1_000).toISOString().slice(11, 19);
}
