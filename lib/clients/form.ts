import * as v from 'valibot';
import { exponent } from '../billing/currencies.ts';
import { amountProblemWords, amountText, parseAmount } from '../i18n/amount-input.ts';
import { t } from '../i18n/catalogues/dialog.ts';
import type { ClientDraft, ClientRecord } from '../model/client.ts';
import { type Link, linkKey } from '../model/ids.ts';
import { type CalendarDate, type Currency, currency as currencyOf } from '../model/units.ts';
import type { SubscriptionOption } from '../store/db/schema.ts';

/** All text, so that invalid input is kept too. */
const formSchema = v.object({
  name: v.string(),
  email: v.string(),
  type: v.string(),
  service: v.string(),
  notes: v.string(),
  links: v.array(
    v.object({
      key: v.string(),
      link: v.nullable(v.object({ connectionId: v.string(), subscriptionId: v.string() })),
      text: v.nullable(v.string()),
      /** The client that has it now loses it. */
      move: v.optional(v.boolean()),
    }),
  ),
  manualStatus: v.picklist(['none', 'paid', 'upcoming', 'late']),
  manualAmount: v.string(),
  manualCurrency: v.string(),
  manualNext: v.string(),
  addOns: v.array(v.object({ key: v.string(), label: v.string(), amount: v.string(), currency: v.string() })),
});

export type ClientForm = v.InferOutput<typeof formSchema>;
export type FormLink = ClientForm['links'][number];

/** null: no form, or one of another shape. */
export function parseForm(kept: unknown): ClientForm | null {
  const parsed = v.safeParse(formSchema, kept);
  return parsed.success ? parsed.output : null;
}

let keys = 0;
const newKey = () => {
  keys += 1;
  return `new-${keys}-${Date.now()}`;
};

export const emptyLink = (): FormLink => ({ key: newKey(), link: null, text: null });
export const emptyAddOn = (currency: string): ClientForm['addOns'][number] => ({
  key: newKey(),
  label: '',
  amount: '',
  currency,
});

export function emptyForm(currency: string): ClientForm {
  return {
    name: '',
    email: '',
    type: '',
    service: '',
    notes: '',
    links: [emptyLink()],
    manualStatus: 'none',
    manualAmount: '',
    manualCurrency: currency,
    manualNext: '',
    addOns: [],
  };
}

export function formOf(
  client: ClientRecord,
  currency: string,
  textOf: (link: ClientRecord['links'][number]) => string,
): ClientForm {
  const monthly = client.manual?.monthly ?? null;
  return {
    name: client.name,
    email: client.email,
    type: client.type,
    service: client.service,
    notes: client.notes,
    links:
      client.links.length === 0
        ? [emptyLink()]
        : client.links.map((link) => ({ key: newKey(), link: { ...link }, text: textOf(link) })),
    manualStatus: client.manual?.status ?? 'none',
    manualAmount: monthly ? amountText(monthly.amount, exponent(monthly.currency)) : '',
    manualCurrency: monthly?.currency ?? currency,
    manualNext: client.manual?.nextBilling ?? '',
    addOns: client.addOns.map((addOn) => ({
      key: newKey(),
      label: addOn.label,
      amount: amountText(addOn.amount, exponent(addOn.currency)),
      currency: addOn.currency,
    })),
  };
}

/** The links that other clients lose when the form is saved. */
export const takenLinks = ({ links }: ClientForm): Link[] =>
  links.flatMap(({ link, move }) => (link && move ? [link as Link] : []));

/**
 * What a picked subscription says of the client: name, e-mail and product, where the form has none, or only what the
 * subscription picked before had filled in.
 */
export function toldBy(
  { customer, email, product }: Pick<SubscriptionOption, 'customer' | 'email' | 'product'>,
  form: ClientForm,
  filled: Partial<ClientForm>,
): Partial<Pick<ClientForm, 'name' | 'email' | 'service'>> {
  const told: Partial<Pick<ClientForm, 'name' | 'email' | 'service'>> = {};
  const tell = (field: 'name' | 'email' | 'service', text: string) => {
    if (form[field].trim() === '' || form[field] === filled[field]) told[field] = text;
  };
  tell('name', customer);
  tell('email', email ?? '');
  tell('service', product);
  return told;
}

/** By field: `name`, `manualAmount`, or an add-on's key. */
export type FormErrors = Readonly<Record<string, string>>;

export type ReadForm = { ok: true; draft: ClientDraft } | { ok: false; errors: FormErrors };

const MAX_TEXT = 500;
const MAX_NOTES = 10_000;

export function readForm(form: ClientForm): ReadForm {
  const errors: Record<string, string> = {};
  if (form.name.trim() === '') errors.name = t('problem.name-missing');
  for (const field of ['name', 'email', 'type', 'service'] as const)
    if (form[field].length > MAX_TEXT) errors[field] = t('problem.too-long', { count: MAX_TEXT });
  if (form.notes.length > MAX_NOTES) errors.notes = t('problem.too-long', { count: MAX_NOTES });

  const amountOf = (key: string, text: string, code: Currency) => {
    const parsed = parseAmount(text, exponent(code));
    if (parsed.ok) return parsed.amount;
    errors[key] = amountProblemWords(parsed.code, exponent(code));
    return null;
  };
  const manualCurrency = currencyOf(form.manualCurrency);
  const manualAmount =
    form.manualAmount.trim() === '' ? null : amountOf('manualAmount', form.manualAmount, manualCurrency);
  const addOns: ClientDraft['addOns'] = [];
  for (const row of form.addOns) {
    // Ignore rows added and left empty.
    if (row.label.trim() === '' && row.amount.trim() === '') continue;
    const code = currencyOf(row.currency);
    const amount = amountOf(row.key, row.amount, code);
    if (amount !== null)
      addOns.push({ label: row.label.trim() || t('add-on.unnamed'), amount, currency: code });
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };

  const status = form.manualStatus === 'none' ? null : form.manualStatus;
  const nextBilling = form.manualNext === '' ? null : (form.manualNext as CalendarDate);
  const nothing = status === null && manualAmount === null && nextBilling === null;
  const seen = new Set<string>();
  const links: ClientDraft['links'] = [];
  for (const { link } of form.links) {
    if (!link || seen.has(linkKey(link as Link))) continue;
    seen.add(linkKey(link as Link));
    links.push(link as Link);
  }
  return {
    ok: true,
    draft: {
      name: form.name.trim(),
      email: form.email.trim(),
      type: form.type.trim(),
      service: form.service.trim(),
      notes: form.notes.trim(),
      links,
      manual: nothing
        ? null
        : {
            status,
            monthly: manualAmount === null ? null : { amount: manualAmount, currency: manualCurrency },
            nextBilling,
          },
      addOns,
    },
  };
}

/** Only changed fields, so another window's edits to the others survive. */
export function changedFields(before: ClientDraft, after: ClientDraft): Partial<ClientDraft> {
  const changed: Partial<ClientDraft> = {};
  const copy = <Field extends keyof ClientDraft>(field: Field) => {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) changed[field] = after[field];
  };
  for (const field of Object.keys(after) as (keyof ClientDraft)[]) copy(field);
  return changed;
}
