import type { Catalogue, Subscription } from '../../model/subscription.ts';
import { readComingCatalogue } from '../../store/generations/staging.ts';
import { stopping } from '../../stripe/errors.ts';
import { PAGE_SIZE } from '../../stripe/page-size.ts';
import { missingReferences } from '../../stripe/parse/missing-references.ts';
import { LIST_START } from '../checkpoint.ts';
import type { PageWriter } from '../page-writer.ts';
import type { ReadContext } from './context.ts';
import { listDown } from './list-down.ts';
import { DONE, forEachInParallel, type Step, type TaskGroup } from './task-group.ts';

/** Prices are read by id, one request each. */
const PRICES_AT_ONCE = 8;

/** 'everything' reads known entries again to notice changes; 'changes' reads only unknown ones. */
type CatalogueMode = 'everything' | 'changes';

interface CatalogueReaderOptions {
  context: ReadContext;
  writer: PageWriter;
  tasks: TaskGroup;
  known: Catalogue;
  mode: CatalogueMode;
}

/**
 * Reads the catalogue entries that subscriptions refer to, during the walk. Memory grows with the catalogue.
 */
export class CatalogueReader {
  private readonly products = new Set<string>();
  private readonly requestedProducts = new Set<string>();
  private readonly prices = new Map<string, Set<string>>();
  private readonly requestedPrices = new Map<string, Set<string>>();
  private readonly coupons = new Set<string>();
  private couponsRequested = false;

  private readonly context: ReadContext;
  private readonly writer: PageWriter;
  private readonly tasks: TaskGroup;
  private readonly known: Catalogue;
  private readonly mode: CatalogueMode;

  constructor({ context, writer, tasks, known, mode }: CatalogueReaderOptions) {
    this.context = context;
    this.writer = writer;
    this.tasks = tasks;
    this.known = known;
    this.mode = mode;
  }

  noteReferences(subscriptions: readonly Subscription[]): void {
    const { productNames, prices } = this.known;
    const skipped = this.mode === 'everything' ? {} : { products: productNames, prices };
    const missing = missingReferences(subscriptions, skipped);
    for (const id of missing.products) this.products.add(id);
    for (const [id, currencies] of missing.prices) {
      this.notePrice(id, currencies);
    }
    for (const id of missing.coupons) {
      if (this.mode === 'everything' || !this.known.coupons.has(id)) this.coupons.add(id);
    }
    // A full list can start early. A search for some coupons ends sooner if all ids are known first.
    if (this.mode === 'everything') this.listCoupons();
  }

  noteProducts(products: readonly string[]): void {
    for (const id of products) this.products.add(id);
  }

  notePrices(prices: readonly string[]): void {
    for (const id of prices) this.notePrice(id, []);
  }

  private notePrice(id: string, currencies: Iterable<string>): void {
    const wanted =
      this.prices.get(id) ?? new Set(this.mode === 'everything' ? [] : this.tieredCurrencies(id));
    for (const code of currencies) wanted.add(code);
    this.prices.set(id, wanted);
  }

  /** Terms are stored whole, so this includes the tiers that other subscriptions may need. */
  private tieredCurrencies(id: string): string[] {
    const known = Object.entries(this.known.prices.get(id)?.byCurrency ?? {});
    return known.flatMap(([code, { tiers }]) => (tiers === null ? [] : [code]));
  }

  readNoted(): void {
    this.tasks.start(() => this.readProducts());
    this.tasks.start(() => this.readPrices());
    this.listCoupons();
  }

  private async readProducts(): Promise<Step> {
    const ids = [...this.products].filter((id) => !this.requestedProducts.has(id));
    if (!this.context.connection.permissions.products || ids.length === 0) return DONE;
    for (const id of ids) this.requestedProducts.add(id);
    const read = await this.context.reader.listProducts(ids);
    if (!read.ok) return read;
    const products = [...read.names].map(([id, name]) => ({ id, name }));
    await this.writer.storePage({ products }, () => undefined);
    return DONE;
  }

  private readPrices(): Promise<Step> {
    if (!this.context.connection.permissions.prices) return Promise.resolve(DONE);
    const wanted = [...this.prices].filter(([id, currencies]) => {
      const requested = this.requestedPrices.get(id);
      return !requested || [...currencies].some((code) => !requested.has(code));
    });
    for (const [id, currencies] of wanted) this.requestedPrices.set(id, new Set(currencies));
    const options = { atOnce: PRICES_AT_ONCE, isStopped: () => this.tasks.isStopped() };
    return forEachInParallel(wanted, options, async ([id, currencies]): Promise<Step> => {
      const terms = await this.context.reader.getPriceTerms(id, [...currencies].sort());
      if (!terms.ok && terms.code === 'stripe-not-found') return DONE;
      const stop = terms.ok ? null : stopping(terms);
      if (stop) return stop;
      // Unreadable terms replace the known ones: those may have changed.
      const prices = [terms.ok ? terms.terms : { id, byCurrency: {} }];
      await this.writer.storePage({ prices }, () => undefined);
      return DONE;
    });
  }

  /** Coupons cannot be requested by id. In a read of changes the listing stops once all are found. */
  private listCoupons(): void {
    const isResumed = this.writer.checkpoint.coupons !== null;
    if (this.couponsRequested || (this.coupons.size === 0 && !isResumed)) return;
    if (!this.context.connection.permissions.coupons) return;
    this.couponsRequested = true;
    // After a resume the wanted ids are unknown, so all coupons are listed.
    const endsEarly = this.mode === 'changes' && !isResumed;
    const { reader } = this.context;
    this.tasks.start(() =>
      listDown({
        from: this.writer.checkpoint.coupons ?? LIST_START,
        list: (request) => reader.listCoupons({ limit: PAGE_SIZE, ...request }),
        isStopped: () => this.tasks.isStopped(),
        store: async ({ items: coupons }, position) => {
          for (const { id } of coupons) this.coupons.delete(id);
          const enough = endsEarly && this.coupons.size === 0;
          await this.writer.storePage({ coupons }, (checkpoint) => {
            checkpoint.coupons = enough ? { ...position, done: true } : position;
          });
          return enough;
        },
      }),
    );
  }
}

export function knownCatalogue({ store, connection }: ReadContext): Promise<Catalogue> {
  return readComingCatalogue(store, connection.id);
}
