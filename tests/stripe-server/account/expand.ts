/**
 * Expansion: which properties may be expanded, what that needs, and how an object looks when written.
 * What is not in the table cannot be expanded here, even where Stripe would allow it.
 */
import { invalidRequest, type Refusal } from '../http/errors.ts';
import type { Permission, UnobtainablePermission } from '../http/keys.ts';

type Part =
  | 'items'
  | 'lines'
  | 'line'
  | 'pricing'
  | 'price_details'
  | 'source'
  | 'parent'
  | 'subscription_details'
  | 'currency_options'
  | 'currency_option'
  | 'phase'
  | 'phase_item'
  | 'phase_discount';

export type Kind =
  | 'subscription'
  | 'subscription_item'
  | 'subscription_schedule'
  | 'invoice'
  | 'customer'
  | 'discount'
  | 'coupon'
  | 'price'
  | 'product'
  | 'event'
  | 'account';

type Shape = Kind | Part;

type Field =
  /** An id that an expansion replaces by the object. */
  | { reference: Kind }
  /** A value that is sent only when asked for. */
  | { included: Part | null }
  /** An object that is always there; a path may lead through it. `inline`: at most so many are sent. */
  | { part: Shape; inline?: number };

/** Stripe sends the first ten of an inner list and says `has_more`. */
export const INLINE_LIMIT = 10;

const FIELDS: Record<Shape, Readonly<Record<string, Field>>> = {
  subscription: {
    customer: { reference: 'customer' },
    latest_invoice: { reference: 'invoice' },
    discounts: { reference: 'discount' },
    items: { part: 'items' },
    schedule: { reference: 'subscription_schedule' },
  },
  subscription_schedule: {
    customer: { reference: 'customer' },
    subscription: { reference: 'subscription' },
    phases: { part: 'phase' },
  },
  phase: { items: { part: 'phase_item' }, discounts: { part: 'phase_discount' } },
  phase_item: { price: { reference: 'price' }, discounts: { part: 'phase_discount' } },
  phase_discount: { coupon: { reference: 'coupon' }, discount: { reference: 'discount' } },
  items: { data: { part: 'subscription_item', inline: INLINE_LIMIT } },
  subscription_item: { price: { part: 'price' }, discounts: { reference: 'discount' } },
  invoice: {
    customer: { reference: 'customer' },
    discounts: { reference: 'discount' },
    parent: { part: 'parent' },
    lines: { part: 'lines' },
  },
  parent: { subscription_details: { part: 'subscription_details' } },
  subscription_details: { subscription: { reference: 'subscription' } },
  lines: { data: { part: 'line', inline: INLINE_LIMIT } },
  line: { discounts: { reference: 'discount' }, pricing: { part: 'pricing' } },
  pricing: { price_details: { part: 'price_details' } },
  price_details: { price: { reference: 'price' }, product: { reference: 'product' } },
  customer: { discount: { part: 'discount' } },
  discount: { customer: { reference: 'customer' }, source: { part: 'source' } },
  source: { coupon: { reference: 'coupon' } },
  coupon: { applies_to: { included: null }, currency_options: { included: null } },
  price: {
    product: { reference: 'product' },
    tiers: { included: null },
    currency_options: { included: 'currency_options' },
  },
  // The tiers of another currency have to be asked for one by one: currency_options.eur.tiers.
  currency_options: { '*': { part: 'currency_option' } },
  currency_option: { tiers: { included: null } },
  product: { default_price: { reference: 'price' } },
  event: {},
  account: {},
};

const NEEDS: Partial<Record<Shape, Permission>> = {
  subscription: 'rak_subscription_read',
  subscription_item: 'rak_subscription_read',
  subscription_schedule: 'rak_subscription_schedule_read',
  invoice: 'rak_invoice_read',
  customer: 'rak_customer_read',
  discount: 'rak_coupon_read',
  coupon: 'rak_coupon_read',
  price: 'rak_plan_read',
  currency_option: 'rak_plan_read',
  product: 'rak_product_read',
};

/** What was asked for: names, and below each the names inside it. */
export type Tree = Map<string, Tree>;

const MAX_DEPTH = 4;

const fieldOf = (shape: Shape, name: string): Field | undefined => {
  const fields = FIELDS[shape];
  return Object.hasOwn(fields, name) ? fields[name] : fields['*'];
};

function cannotExpand(property: string, isList: boolean): Refusal {
  const hint = isList ? ` You may want to try expanding 'data.${property}' instead.` : '';
  return invalidRequest(`This property cannot be expanded (${property}).${hint}`, 'expand');
}

/**
 * Checks the paths of `expand[]` and returns them as a tree, without the `data.` of a list.
 * Throws Stripe's 400 for a path too deep or not expandable, and the 403 of a missing permission.
 */
export function planExpansion(
  paths: readonly string[],
  kind: Kind,
  isList: boolean,
  require: (permission: Permission | UnobtainablePermission) => void,
): Tree {
  for (const path of paths) {
    if (path.split('.').length > MAX_DEPTH) {
      throw invalidRequest(
        `You cannot expand more than ${MAX_DEPTH} levels of a property. Property: ${path}`,
        'expand',
        'property_expansion_max_depth',
      );
    }
  }

  const tree: Tree = new Map();
  for (const path of paths) {
    const names = path.split('.');
    if (isList) {
      const first = names.shift();
      if (first !== 'data') throw cannotExpand(path, Object.hasOwn(FIELDS[kind], first ?? ''));
      if (names.length === 0) throw cannotExpand('data', false);
    }
    let shape: Shape | null = kind;
    let branch = tree;
    names.forEach((name, index) => {
      const field: Field | undefined = shape ? fieldOf(shape, name) : undefined;
      const last = index === names.length - 1;
      if (!shape || !field) throw cannotExpand(name, false);
      // Prices are objects already; people name them anyway, and Stripe does not mind.
      if (last && 'part' in field && field.part !== 'price') throw cannotExpand(name, false);

      const owner = shape;
      if ('reference' in field) shape = field.reference;
      else if ('included' in field) shape = field.included;
      else shape = field.part;

      const needed =
        'included' in field ? NEEDS[owner] : last || 'reference' in field ? NEEDS[shape ?? owner] : null;
      if (needed) require(needed);

      const next = branch.get(name) ?? new Map();
      branch.set(name, next);
      branch = next;
    });
  }
  return tree;
}

/**
 * Finds the object an id stands for; undefined: it is gone, the id stays.
 * `owner` holds the reference: a discount names the coupon that it was given with, not a later one of the same id.
 */
export type Lookup = (kind: Kind, id: string, owner: object) => object | undefined;

const EMPTY: Tree = new Map();

// Objects never change in place, so these look the same each time unless something in them is expanded. Large
// pages have to be cheap: they share the processor with the browser whose speed is measured.
const ALWAYS_WHOLE: ReadonlySet<Shape> = new Set<Shape>([
  'parent',
  'subscription_details',
  'line',
  'pricing',
  'price_details',
  'source',
  'discount',
  'customer',
  'product',
  'event',
]);
const unexpandedPrices = new WeakMap<object, object>();

function writeField(
  field: Field,
  value: unknown,
  tree: Tree | undefined,
  lookup: Lookup,
  owner: object,
): unknown {
  if (value === null || value === undefined) return value;
  if ('reference' in field && !tree) return value;
  if (Array.isArray(value)) return value.map((element) => writeField(field, element, tree, lookup, owner));
  if ('reference' in field) {
    if (typeof value !== 'string') return value;
    const object = lookup(field.reference, value, owner);
    return object ? write(field.reference, object, tree ?? EMPTY, lookup) : value;
  }
  const inner = 'part' in field ? field.part : field.included;
  return inner && typeof value === 'object' ? write(inner, value, tree ?? EMPTY, lookup) : value;
}

/** The object as Stripe would send it with this expansion. */
export function write(shape: Shape, object: object, tree: Tree, lookup: Lookup): object {
  if (tree.size > 0) return writeFields(shape, object, tree, lookup);
  if (ALWAYS_WHOLE.has(shape)) return object;
  if (shape !== 'price') return writeFields(shape, object, tree, lookup);
  const known = unexpandedPrices.get(object) ?? writeFields(shape, object, tree, lookup);
  unexpandedPrices.set(object, known);
  return known;
}

function writeFields(shape: Shape, object: object, tree: Tree, lookup: Lookup): object {
  const written: Record<string, unknown> = { ...object };
  const fields = FIELDS[shape];
  const names = '*' in fields ? Object.keys(written) : Object.keys(fields);
  for (const name of names) {
    const field = fieldOf(shape, name);
    const value = written[name];
    const branch = tree.get(name);
    if (!field || value === undefined) continue;
    if ('included' in field && !branch) {
      delete written[name];
    } else if ('part' in field && field.inline !== undefined && Array.isArray(value)) {
      written[name] = writeField(field, value.slice(0, field.inline), branch, lookup, object);
      written.has_more = value.length > field.inline;
    } else {
      written[name] = writeField(field, value, branch, lookup, object);
    }
  }
  return written;
}
