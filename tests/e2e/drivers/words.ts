const DAY = 86_400_000;

/** A day of so many days from now as the browsers under test print it ("Dec 13"), in their zone. */
export function dayFromNow(days: number): string {
  return new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    Date.now() + days * DAY,
  );
}
