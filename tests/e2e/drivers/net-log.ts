import { readFile } from 'node:fs/promises';

/** One request that Chromium started, with who asked for it ("not an origin": the browser itself). */
interface Started {
  url: string;
  initiator: string;
}

/**
 * What Chromium's own network log says was requested from an origin. The log holds every request of the browser from
 * its start, those of a worker that has just been woken too, which a debugger that attaches later would miss.
 */
export async function requestsFrom(origin: string, logFile: string): Promise<string[]> {
  const found: string[] = [];
  for (const line of (await readFile(logFile, 'utf8')).split('\n')) {
    if (!line.includes('"initiator":')) continue;
    // The last line may be half written.
    const url = /"url":"([^"]*)"/.exec(line)?.[1];
    const initiator = /"initiator":"([^"]*)"/.exec(line)?.[1];
    if (!url || !initiator) continue;
    const started: Started = { url, initiator };
    if (started.initiator === origin && /^(https?|wss?|ftp):/.test(started.url)) found.push(started.url);
  }
  return found;
}

export const ALLOWED_HOST = 'api.stripe.com';

export function foreign(urls: string[]): string[] {
  return urls.filter((url) => {
    const { host, protocol } = new URL(url);
    return host !== ALLOWED_HOST || protocol !== 'https:';
  });
}
