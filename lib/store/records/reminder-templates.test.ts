import { beforeEach, expect, test } from 'vitest';
import type { ReminderTemplates } from '../../model/settings.ts';
import type { Store } from '../db/open.ts';
import { emptyStore } from '../db/store.fixture.ts';
import { readReminderTemplates, writeReminderTemplates } from './reminder-templates.ts';

let store: Store;

beforeEach(async () => {
  store = await emptyStore();
});

test('templates are the original ones until typed, each by itself, and after a reset', async () => {
  expect(await readReminderTemplates(store)).toEqual({ subject: null, message: null });
  await writeReminderTemplates(store, { subject: 'Reminder' });
  await writeReminderTemplates(store, { message: 'Hello {client}' });
  expect(await readReminderTemplates(store)).toEqual({ subject: 'Reminder', message: 'Hello {client}' });
  await writeReminderTemplates(store, { subject: null, message: null });
  expect(await readReminderTemplates(store)).toEqual({ subject: null, message: null });
});

test.each([null, 'x', [], { subject: 1, message: {} }])('%j is stored: the original texts', async (value) => {
  await store.put('meta', { name: 'reminder', value: value as unknown as ReminderTemplates });
  expect(await readReminderTemplates(store)).toEqual({ subject: null, message: null });
});
