/**
 * Starts every request, then waits for all. Takes thunks because a request on an aborted transaction throws,
 * and earlier ones would then reject unhandled.
 */
export async function all(requests: readonly (() => Promise<unknown>)[]): Promise<void> {
  const started: Promise<unknown>[] = [];
  try {
    for (const request of requests) started.push(request());
  } finally {
    for (const request of started) request.catch(() => undefined);
  }
  await Promise.all(started);
}

/** As `all`, but only so many at a time: between them the page can paint and answer. */
export async function allInTurns(
  requests: readonly (() => Promise<unknown>)[],
  atOnce: number,
): Promise<void> {
  for (let at = 0; at < requests.length; at += atOnce) await all(requests.slice(at, at + atOnce));
}
