/**
 * The test server as a program:
 * `npx vite-node tests/stripe-server/http/main.ts [--subscriptions 1000] [--seed 1] [--shapes plain] [--port 4443] [--latency] [--limits]`
 * Without `--subscriptions` it serves the sample accounts. It runs until it is ended.
 */
import { parseArgs } from 'node:util';
import { generateAccount, generatedKeys } from '../samples/generate-account.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../samples/sample-account.ts';
import { stripeLimits } from './limits.ts';
import { startStripeServer } from './server.ts';

const { values } = parseArgs({
  options: {
    subscriptions: { type: 'string' },
    seed: { type: 'string', default: '1' },
    shapes: { type: 'string', default: 'all' },
    port: { type: 'string', default: '4443' },
    latency: { type: 'boolean', default: false },
    limits: { type: 'boolean', default: false },
  },
});

const clock = (): number => Math.floor(Date.now() / 1000);
const count = values.subscriptions === undefined ? null : Number(values.subscriptions);
const server = await startStripeServer({
  account:
    count === null
      ? sampleAccounts(clock)
      : generateAccount({
          seed: Number(values.seed),
          subscriptions: count,
          now: clock,
          shapes: values.shapes === 'plain' ? 'plain' : 'all',
        }),
  port: Number(values.port),
  ...(values.latency ? { latency: { list: 600, byId: 200 } } : {}),
  ...(values.limits ? { limits: stripeLimits('live') } : {}),
});

console.log(`Test Stripe: https://127.0.0.1:${server.port} (answers as api.stripe.com)`);
for (const [name, key] of Object.entries(count === null ? SAMPLE_KEYS : generatedKeys())) {
  console.log(`  ${name.padEnd(22)} ${key}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close().then(() => process.exit(0));
  });
}
