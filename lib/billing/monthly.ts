import type { Seconds } from '../model/units.ts';
import { type Evaluation, evaluate, note, type Priced, pastItsTrial, withoutTax } from './charges.ts';
import type { FigureNote, MonthlyFigure, MonthlyStep, SubscriptionDigest } from './digest.ts';
import { type Exact, multiply, roundHalfAway, sum, toText, ZERO } from './money.ts';
import { BEFORE_ALL, discountEnds, inOrder, type Terms, termsAt, trialEnds } from './planned.ts';
import { endsWithTrial, hasEnded, KNOWN_STATUSES } from './status.ts';

/** Why a subscription with a price has no monthly value; null: it counts. */
export function whyNotCounted(
  d: Pick<SubscriptionDigest, 'status' | 'pause' | 'trialEnd' | 'endsAt'>,
): FigureNote | null {
  if (hasEnded(d)) return 'ended';
  if (endsWithTrial(d)) return 'trial-ends-without-payment';
  if (d.status === 'paused' || d.pause !== null) return 'paused';
  if (d.status === 'trialing') return 'trialing';
  if (d.status === 'unpaid') return 'unpaid';
  return d.status === 'incomplete' ? 'incomplete' : null;
}

/** @param temporary also subtract discounts that end */
export function setMonthly(
  d: SubscriptionDigest,
  terms: readonly [Terms, ...Terms[]],
  temporary: boolean,
): void {
  if (figuresUnknown(d)) {
    const isKnown = KNOWN_STATUSES.has(d.status);
    note(d.notes, d.missingSince !== null ? 'not-found' : isKnown ? 'unreadable' : 'unknown-status');
    d.monthly = [{ until: null, exact: null, rounded: null }];
    return;
  }
  const zero = whyNotCounted(d);
  if (zero !== null) {
    note(d.notes, zero);
    d.monthly = [{ until: null, ...figure(ZERO) }];
    if (zero === 'trialing') {
      const at = d.trialEnd ?? BEFORE_ALL;
      const value = monthlyOf(monthlyTerms(termsAt(terms, at).priced, at, temporary));
      d.afterTrial = value === null ? null : roundHalfAway(value);
    }
    return;
  }
  d.monthly = monthlySteps(terms, temporary, d.endsAt);
  if (terms[0].priced.items.some((item) => item.tax.mayIncludeTax && !item.metered))
    note(d.notes, 'may-include-tax');
}

const figuresUnknown = (d: SubscriptionDigest): boolean =>
  d.missingSince !== null || !KNOWN_STATUSES.has(d.status) || (d.unreadable?.includes('monthly') ?? false);

/** Exact minor units without tax; null: partly unknown. */
export function monthlyOf(evaluation: Evaluation): Exact | null {
  if (evaluation.unknownCoupon || evaluation.unknownItems.length > 0) return null;
  return sum(
    evaluation.charges.map((charge) => multiply(withoutTax(charge.left, charge.priced.tax), charge.perMonth)),
  );
}

export function monthlyTerms(priced: Priced, at: Seconds, temporary: boolean): Evaluation {
  return evaluate(priced, { at, temporary, charged: pastItsTrial(at), roundLines: false });
}

/** Nothing counts after a planned end, even if Stripe has not carried it out yet. */
function monthlySteps(
  terms: readonly [Terms, ...Terms[]],
  temporary: boolean,
  endsAt: Seconds | null,
): MonthlyStep[] {
  const begins = terms.flatMap(({ from }) => (from === BEFORE_ALL ? [] : [from]));
  const changes = terms.flatMap(({ priced }) => [...discountEnds(priced), ...trialEnds(priced)]);
  const times = inOrder([...begins, ...changes]).filter((at) => endsAt === null || at < endsAt);
  const steps: MonthlyStep[] = [];
  let from = BEFORE_ALL;
  for (const until of [...times, endsAt]) {
    const { priced } = termsAt(terms, from);
    const evaluation = monthlyTerms(priced, from, temporary);
    const value = monthlyOf(evaluation);
    const notes = [...evaluation.notes];
    if (priced.items.some(({ item }) => !pastItsTrial(from)(item))) note(notes, 'item-trialing');
    const step: MonthlyStep = {
      until,
      ...(value === null ? { exact: null, rounded: null } : figure(value)),
      ...(notes.length > 0 ? { notes } : {}),
    };
    const last = steps.at(-1);
    if (last !== undefined && sameBut(last, step)) last.until = until;
    else steps.push(step);
    if (until !== null) from = until;
  }
  if (endsAt !== null) steps.push({ until: null, ...figure(ZERO), notes: ['ended'] });
  return steps;
}

const figure = (value: Exact): MonthlyFigure => ({
  exact: toText(value),
  rounded: roundHalfAway(value),
});

const sameBut = (a: MonthlyStep, b: MonthlyStep): boolean =>
  a.exact === b.exact && (a.notes ?? []).join() === (b.notes ?? []).join();
