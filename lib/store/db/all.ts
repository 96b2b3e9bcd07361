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
