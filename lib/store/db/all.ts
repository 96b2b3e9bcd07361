/**
 * Starts every request and waits for all. Thunks, since a request may throw instead of rejecting (the transaction was
 * just aborted); those that were started before it would then reject with nobody listening.
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
