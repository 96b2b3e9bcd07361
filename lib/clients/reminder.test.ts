import { beforeAll, describe, expect, test } from 'vitest';
import { buildInvoice } from '../../tests/support/build-subscription.ts';
import type { OverdueInvoice } from '../billing/owed.ts';
import { digest, subscription } from '../billing/shapes.fixture.ts';
import { setRegion } from '../i18n/formats.ts';
import type { ConnectionId } from '../model/ids.ts';
import { currency, minorUnits, seconds } from '../model/units.ts';
import { readable } from '../text/readable.ts';
import { mailtoLink, remind } from './reminder.ts';

const day = (text: string) => seconds(Date.parse(`${text}T12:00:00Z`) / 1000);
const late = (facts: Parameters<typeof buildInvoice>[0] = {}): OverdueInvoice => ({
  invoice: buildInvoice({
    id: 'in_1',
    number: 'LINDQVST-0106',
    amountRemaining: minorUnits(145_000),
    created: day('2026-11-01'),
    finalizedAt: day('2026-11-01'),
    dueDate: day('2026-11-13'),
    ...facts,
  }),
  days: 12,
  charge: false,
  connectionId: 'conn-1' as ConnectionId,
});
const acme = { name: 'Acme & Söhne', email: 'pay+acme@acme.example', links: [] };
const LINK = 'https://invoice.stripe.com/i/acct_1/live_1?s=ap';
const ORIGINAL = { templates: { subject: null, message: null }, link: LINK };

beforeAll(() => setRegion('en-US'));

describe('a reminder', () => {
  test('names client, invoice, amount and due day, with the page to pay it', () => {
    expect(remind(acme, [late()], ORIGINAL)).toEqual({
      to: 'pay+acme@acme.example',
      subject: 'Payment reminder: invoice LINDQVST-0106',
      text: [
        'Hello Acme & Söhne,',
        '$1,450.00 for invoice LINDQVST-0106 was due on Nov 13, 2026 and is still open.',
        `You can see and pay it here: ${LINK}`,
        'If you have paid in the meantime, please ignore this message.',
        'Thank you!',
      ].join('\n\n'),
    });
  });

  test('comes without the line of the page where there is none', () => {
    const { text } = remind(acme, [late()], { ...ORIGINAL, link: null });
    expect(text).not.toMatch(/here|https|\n\n\n/);
    expect(text).toContain('still open.\n\nIf you have paid');
  });

  test('adds up several invoices per currency, since the earliest day', () => {
    const euros = {
      currency: currency('eur'),
      amountRemaining: minorUnits(500),
      number: null,
      dueDate: null,
    };
    const { text, subject } = remind(acme, [late(), late(euros), late({ number: 'B-2' })], ORIGINAL);
    expect(text).toContain(
      '€5.00 + $2,900.00 for invoice LINDQVST-0106, of Nov 1, 2026, B-2 was due on Nov 1, 2026',
    );
    expect(subject).toContain('LINDQVST-0106, of Nov 1, 2026, B-2');
  });

  test('says it in the words of the user', () => {
    const templates = { subject: 'Rechnung {invoice}', message: 'Hallo {client}: {amount}, {due}, {link}' };
    expect(remind(acme, [late()], { templates, link: LINK })).toMatchObject({
      subject: 'Rechnung LINDQVST-0106',
      text: `Hallo Acme & Söhne: $1,450.00, Nov 13, 2026, ${LINK}`,
    });
  });

  test('goes to the address of the Stripe customer where the client has none, or to nobody yet', () => {
    const links = [digest(subscription())];
    expect(remind({ ...acme, email: '', links }, [late()], ORIGINAL).to).toBe('billing@acme.example');
    expect(remind({ ...acme, email: '' }, [late()], ORIGINAL).to).toBe('');
  });
});

describe('an e-mail', () => {
  const parts = (link: string) => {
    const [, to = '', subject = '', body = ''] = /^mailto:(.*)\?subject=(.*)&body=(.*)$/.exec(link) ?? [];
    return [to, subject, body].map(decodeURIComponent);
  };

  test('opens with address, subject and text as they are', () => {
    const reminder = remind(acme, [late()], ORIGINAL);
    const { to, subject, text } = reminder;
    expect(parts(mailtoLink(reminder))).toEqual([to, subject, text.replaceAll('\n', '\r\n')]);
  });

  test.each([
    'A&bcc=x@y.example?cc=z',
    'A\r\nBcc: x@y.example',
    '"><script>',
    'a%26b',
    '株式会社クモ',
    '\ud800 half',
  ])('is given no header by the name %j', (name) => {
    const link = mailtoLink(remind({ ...acme, name }, [late()], ORIGINAL));
    expect([...link.matchAll(/[?&](\w+)=/g)].map(([, header]) => header)).toEqual(['subject', 'body']);
    expect(link).toMatch(/^[\w:%.?=&!~*'()-]+$/);
    const said = readable(name).replace(/\p{Cs}/gu, '\ufffd');
    expect(parts(link)[2]).toContain(`Hello ${said},`);
  });

  test('is no longer than mail programs take, and cut between characters', () => {
    const link = mailtoLink({ to: 'x'.repeat(900), subject: 'ü'.repeat(900), text: '🎉'.repeat(9_000) });
    expect(link.length).toBeLessThan(7_500);
    const [to, subject, text] = parts(link);
    expect([to?.length, subject, text]).toEqual([600, 'ü'.repeat(100), '🎉'.repeat(500)]);
  });
});
