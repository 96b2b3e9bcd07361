import { describe, expect, test } from 'vitest';
import { checkTemplate, fillTemplate } from './reminder-template.ts';

const values = {
  client: 'Acme',
  invoice: 'A-1',
  amount: '$300.00',
  due: 'Nov 3',
  link: 'https://invoice.stripe.com/i/acct_1/test_1',
};

describe('a template', () => {
  test.each([
    ['subject', 'Reminder: {invoice}', null],
    ['message', 'Hello {client},\n{amount} since {due}: {link}', null],
    ['message', 'No placeholder, and one { brace', null],
    ['subject', '', { code: 'empty' }],
    ['message', ' \n ', { code: 'empty' }],
    ['message', 'Hello {name}', { code: 'unknown', placeholder: 'name' }],
    ['message', 'Hello {Client}', { code: 'unknown', placeholder: 'Client' }],
    ['message', 'Hello {}', { code: 'unknown', placeholder: '' }],
    ['message', 'Hello { client }', { code: 'unknown', placeholder: ' client ' }],
    ['message', '{constructor}', { code: 'unknown', placeholder: 'constructor' }],
    ['subject', 'x'.repeat(201), { code: 'too-long', most: 200 }],
    ['message', 'x'.repeat(3001), { code: 'too-long', most: 3000 }],
  ] as const)('%s %j', (part, text, problem) => {
    expect(checkTemplate(part, text)).toEqual(problem);
  });

  test('is filled, as often as it names something', () => {
    expect(fillTemplate('{client}, {client}: {amount} of {invoice}, {due}', values)).toBe(
      'Acme, Acme: $300.00 of A-1, Nov 3',
    );
  });

  test('does not fill what a value says', () => {
    expect(fillTemplate('{client} {amount}', { ...values, client: '{amount} {link} $& $1' })).toBe(
      '{amount} {link} $& $1 $300.00',
    );
  });

  test('leaves out the lines of a link that is not there, and one gap', () => {
    const text = 'Hello {client},\n\nplease pay.\n\nHere: {link}\n\nThank you!';
    expect(fillTemplate(text, values)).toBe(
      `Hello Acme,\n\nplease pay.\n\nHere: ${values.link}\n\nThank you!`,
    );
    expect(fillTemplate(text, { ...values, link: null })).toBe('Hello Acme,\n\nplease pay.\n\nThank you!');
    expect(fillTemplate('{link}', { ...values, link: null })).toBe('');
  });
});
