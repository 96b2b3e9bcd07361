import type { TestStripe } from './fetch.ts';

export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed and unchecked: tests look into answers of every shape. */
  body: ReturnType<typeof JSON.parse>;
}

/** One request without the SDK: `await ask(stripe, key, '/v1/subscriptions?limit=3')`. */
export async function ask(stripe: TestStripe, key: string, address: string): Promise<Reply> {
  const response = await stripe.fetch(`https://api.stripe.com${address}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The ids of a list answer. */
export const idsOf = (reply: Reply): string[] => reply.body.data.map(({ id }: { id: string }) => id);
