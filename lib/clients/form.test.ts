import { describe, expect, it } from 'vitest';
import type { ClientRecord } from '../model/client.ts';
import type { ClientId, ConnectionId, SubscriptionId } from '../model/ids.ts';
import { currency, minorUnits, type Seconds } from '../model/units.ts';

import { changedFields, emptyAddOn, emptyForm, formOf, parseForm, readForm, toldBy } from './form.ts';

const link = { connectionId: 'acct_1:live' as ConnectionId, subscriptionId: 'sub_1' as SubscriptionId };
const record: ClientRecord = {
  id: 'c1' as ClientId,
  name: 'Acme',
  email: 'pay@acme.com',
  type: 'Retainer',
  service: 'Website',
  notes: 'Since the fair',
  links: [link],
  manual: {
    status: 'late',
    monthly: { amount: minorUnits(123_450), currency: currency('usd') },
    nextBilling: '2026-12-01' as never,
  },
  addOns: [{ label: 'Hosting', amount: minorUnits(5000), currency: currency('jpy') }],
  archivedAt: null,
  createdAt: 1 as Seconds,
  updatedAt: 1 as Seconds,
};

describe('the form of a client', () => {
  it('gives back a stored client unchanged', () => {
    const read = readForm(formOf(record, 'usd', () => 'Acme'));
    const { name, email, type, service, notes, links, manual, addOns } = record;
    expect(read).toEqual({ ok: true, draft: { name, email, type, service, notes, links, manual, addOns } });
    if (read.ok) expect(changedFields(record, read.draft)).toEqual({});
  });

  it('asks for a name, and for nothing else', () => {
    expect(readForm(emptyForm('usd'))).toEqual({ ok: false, errors: { name: 'Enter a name.' } });
    expect(readForm({ ...emptyForm('usd'), name: ' Acme ' })).toMatchObject({
      ok: true,
      draft: { name: 'Acme', links: [], manual: null, addOns: [] },
    });
  });

  it('names each wrong amount at its field and keeps what was typed', () => {
    const addOn = { ...emptyAddOn('jpy'), label: 'Hosting', amount: '12.5' };
    const form = { ...emptyForm('usd'), name: 'Acme', manualAmount: 'lots', addOns: [addOn] };
    expect(readForm(form)).toEqual({
      ok: false,
      errors: {
        manualAmount: 'Enter digits only, like 1200 or 49.90.',
        [addOn.key]: 'This currency has no decimals; enter a whole number.',
      },
    });
  });

  it('drops add-ons that were left empty, and links that are there twice', () => {
    const form = {
      ...emptyForm('usd'),
      name: 'Acme',
      addOns: [emptyAddOn('usd')],
      links: [
        { key: '1', link, text: null },
        { key: '2', link: null, text: null },
        { key: '3', link, text: null },
      ],
    };
    expect(readForm(form)).toMatchObject({ ok: true, draft: { addOns: [], links: [link] } });
  });

  it('an add-on needs an amount; a label is made up', () => {
    const base = { ...emptyForm('usd'), name: 'Acme' };
    const unnamed = { ...emptyAddOn('usd'), amount: '50' };
    expect(readForm({ ...base, addOns: [unnamed] })).toMatchObject({
      ok: true,
      draft: { addOns: [{ label: 'Add-on', amount: 5000 }] },
    });
    const unpriced = { ...emptyAddOn('usd'), label: 'Hosting' };
    expect(readForm({ ...base, addOns: [unpriced] })).toMatchObject({ ok: false });
  });

  it('takes only the fields that were changed', () => {
    expect(changedFields(record, { ...record, name: 'Acme Ltd' })).toEqual({ name: 'Acme Ltd' });
  });

  it('takes a kept form back only in its own shape', () => {
    const form = emptyForm('usd');
    expect(parseForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
    for (const other of [null, 1, {}, { ...form, links: 'x' }, { ...form, manualStatus: 'evil' }])
      expect(parseForm(other)).toBeNull();
  });
});

describe('a picked subscription', () => {
  const oakridge = { customer: 'Oakridge Dental', email: 'office@oakridge.com', product: 'Retainer' };
  const luma = { customer: 'Luma Yoga', email: null, product: 'Website' };
  const fields = { name: 'Oakridge Dental', email: 'office@oakridge.com', service: 'Retainer' };

  it('tells name, e-mail and product of a form without them, which can then be saved', () => {
    const form = emptyForm('usd');
    const told = toldBy(oakridge, { ...form, name: ' ' }, {});
    expect(told).toEqual(fields);
    expect(readForm({ ...form, ...told })).toMatchObject({ ok: true, draft: fields });
  });

  it('changes nothing that was typed', () => {
    const form = { ...emptyForm('usd'), name: 'Oakridge', service: 'SEO' };
    expect(toldBy(oakridge, form, {})).toEqual({ email: 'office@oakridge.com' });
  });

  it('gives way to another, where nothing was typed since', () => {
    const form = { ...emptyForm('usd'), ...fields, service: 'My words' };
    expect(toldBy(luma, form, fields)).toEqual({ name: 'Luma Yoga', email: '' });
  });
});
