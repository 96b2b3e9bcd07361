import type { Catalogue, Subscription } from '../../model/subscription.ts';
import { readComingCatalogue } from '../../store/generations/staging.ts';
import { missingReferences } from '../../stripe/parse/missing-references.ts';
import { LIST_START, type Recorder } from '../checkpoint.ts';
import type { AccountReadContext } from './context.ts';
import { DONE, inParallel, type Step, type Team } from './in-parallel.ts';
import { listDown } from './list-down.ts';

/** Prices are read by id, one request each. */
const PRICES_AT_ONCE = 8;

/**
 * Reads the names, tiers and coupons that subscriptions refer to, beside the walk that finds the references.
 * One for each read; bounded by the size of the account's catalogue.
 */
export class CatalogueReader {
  private readonly products = new Set<string>();
  private readonly askedProducts = new Set<string>();
  private readonly prices = new Map<string, Set<string>>();
  private readonly askedPrices = new Map<string, Set<string>>();
  private readonly coupons = new Set<string>();
  private couponsBegun = false;

  /**
   * @param shown what was known before this read began
   * @param mode 'everything': names are read anew and all coupons listed, which is how a change is noticed;
   * 'changes': only what is not known at all
   */
  constructor(
    private readonly context: AccountReadContext,
    private readonly recorder: Recorder,
    private readonly team: Team,
    private readonly shown: Catalogue,
    private readonly mode: 'everything' | 'changes',
  ) {}

  /** Takes note of what these subscriptions refer to. */
  meet(facts: readonly Subscription[]): void {
    const known = this.mode === 'everything' ? {} : { products: this.shown.productNames };
    const missing = missingReferences(facts, { ...known, prices: this.shown.prices });
    for (const id of missing.products) this.products.add(id);
    for (const [id, currencies] of missing.prices) {
      const wanted = this.prices.get(id) ?? new Set(Object.keys(this.shown.prices.get(id)?.byCurrency ?? {}));
      for (const code of currencies) wanted.add(code);
      this.prices.set(id, wanted);
    }
    for (const id of missing.coupons) {
      if (this.mode === 'everything' || !this.shown.coupons.has(id)) this.coupons.add(id);
    }
    // Where all of them are listed, the sooner the better; else it is better to know first which ones to look for.
    if (this.mode === 'everything') this.listCoupons();
  }

  /** Names to be read anew, whoever refers to them. */
  renamed(products: readonly string[]): void {
    for (const id of products) this.products.add(id);
  }

  /** Reads what is noted and was not asked for yet. */
  askNow(): void {
    this.team.start(() => this.readProducts());
    this.team.start(() => this.readPrices());
    this.listCoupons();
  }

  private async readProducts(): Promise<Step> {
    const ids = [...this.products].filter((id) => !this.askedProducts.has(id));
    if (!this.context.connection.permissions.products || ids.length === 0) return DONE;
    for (const id of ids) this.askedProducts.add(id);
    const read = await this.context.reader.listProducts(ids);
    if (!read.ok) return read;
    const products = [...read.names].map(([id, name]) => ({ id, name }));
    await this.recorder.record({ products }, () => undefined);
    return DONE;
  }

  private readPrices(): Promise<Step> {
    if (!this.context.connection.permissions.prices) return Promise.resolve(DONE);
    const wanted = [...this.prices].filter(([id, currencies]) => {
      const asked = this.askedPrices.get(id);
      return !asked || [...currencies].some((code) => !asked.has(code));
    });
    for (const [id, currencies] of wanted) this.askedPrices.set(id, new Set(currencies));
    const { atOnce, stopped } = { atOnce: PRICES_AT_ONCE, stopped: () => this.team.stopped() };
    return inParallel(wanted, { atOnce, stopped }, async ([id, currencies]): Promise<Step> => {
      const terms = await this.context.reader.getPriceTerms(id, [...currencies].sort());
      if (terms.ok) await this.recorder.record({ prices: [terms.terms] }, () => undefined);
      else if (terms.code !== 'stripe-not-found') return { ...terms, code: terms.code };
      return DONE;
    });
  }

  /** There is no way to ask for coupons by id. Where only changes are read, the list ends when all are found. */
  private listCoupons(): void {
    const begunBefore = this.recorder.at.coupons !== null;
    if (this.couponsBegun || (this.coupons.size === 0 && !begunBefore)) return;
    if (!this.context.connection.permissions.coupons) return;
    this.couponsBegun = true;
    // After a resume it is not known any more which ones were looked for: then all are listed.
    const endsEarly = this.mode === 'changes' && !begunBefore;
    const { reader } = this.context;
    this.team.start(() =>
      listDown(
        this.recorder.at.coupons ?? LIST_START,
        (request) => reader.listCoupons({ limit: 100, ...request }),
        () => this.team.stopped(),
        async (coupons, position) => {
          for (const { id } of coupons) this.coupons.delete(id);
          const enough = endsEarly && this.coupons.size === 0;
          await this.recorder.record({ coupons }, (at) => {
            at.coupons = enough ? { ...position, done: true } : position;
          });
          return enough;
        },
      ),
    );
  }
}

/** Where a resumed read goes on: what it staged before counts as known, but is not read again. */
export function knownCatalogue({ store, connection }: AccountReadContext): Promise<Catalogue> {
  return readComingCatalogue(store, connection.id);
}
