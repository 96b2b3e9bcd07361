const test=(n:string,f:any)=>f();
import { systemCalendar } from './calendar.ts';
import { portfolio } from './portfolio.ts';
import { client, digest, moment, SHAPES, subscription, item, invoice, NOW } from './shapes.fixture.ts';
import { digestSubscription } from './digest-subscription.ts';
import { seconds } from './model.ts';
test('perf', () => {
  const shapes = Object.values(SHAPES);
  const mk = (n: number) => Array.from({ length: n }, (_, i) => {
    const d = digest(i % 4 === 0 ? (shapes[(i / 4) % shapes.length] as any) : { facts: subscription([item()]), invoices: i % 10 === 1 ? [invoice()] : [] });
    const shift = (i * 7919) % (86400 * 365);
    return client({ links: [{ ...d, id: `s${i}` as any, renewal: d.renewal && { at: seconds(d.renewal.at + shift), periodStart: d.renewal.periodStart } }] });
  });
  const t00 = performance.now();
  const rows = JSON.parse(JSON.stringify(mk(10_000)));
  console.log('make', performance.now() - t00);
  const times: number[] = [];
  for (let i = 0; i < 8; i++) {
    const t0 = performance.now();
    portfolio(rows, { ...moment(), calendar: systemCalendar() });
    times.push(Math.round((performance.now() - t0) * 10) / 10);
  }
  console.log('portfolio 10k', times.join(' '));
  const fs = Array.from({ length: 10_000 }, (_, i) => (i % 4 === 0 ? (shapes[(i / 4) % shapes.length] as any) : { facts: subscription([item()]) }));
  const cat = { productNames: new Map(), prices: new Map(), coupons: new Map() };
  for (let r = 0; r < 3; r++) {
    const t1 = performance.now();
    for (const f of fs) digestSubscription(f.facts, [], f.catalogue ?? cat, { connectionId: 'x' as any, invoicesReadable: true, temporaryDiscounts: false });
    console.log('digest 10k', performance.now() - t1);
  }
});
