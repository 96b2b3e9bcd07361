import { expect, test } from 'vitest';
import { seconds } from '../../lib/model/units.ts';
import { noticeKind } from './notice-kind.ts';

const connected = { connected: true, lastRefresh: seconds(1) };
const calm = {
  refresh: { failure: null, online: true },
  actions: { failure: null, unsaved: null, form: null },
  connections: [connected],
} as const;
const failed = { failure: { ok: false, code: 'stripe-unavailable' }, online: true } as const;

test.each([
  ['nothing', calm, null],
  [
    'nothing offline before connecting',
    { ...calm, refresh: { ...calm.refresh, online: false }, connections: [] },
    null,
  ],
  ['offline', { ...calm, refresh: { ...failed, online: false } }, 'offline'],
  ['a refresh that failed', { ...calm, refresh: failed }, 'refresh-failed'],
  [
    'an edit that failed first',
    { ...calm, refresh: failed, actions: { ...calm.actions, failure: 'storage-full' } },
    'edit-failed',
  ],
  ['a disconnected account', { ...calm, connections: [{ ...connected, connected: false }] }, 'disconnected'],
  [
    'nothing of one that was never read',
    { ...calm, connections: [{ connected: false, lastRefresh: null }] },
    null,
  ],
  [
    'nothing while another is connected',
    { ...calm, connections: [connected, { ...connected, connected: false }] },
    null,
  ],
  ['an unsaved client', { ...calm, actions: { ...calm.actions, unsaved: '' } }, 'unsaved'],
] as const)('says %s', (_, occasion, kind) => {
  expect(noticeKind(occasion)).toBe(kind);
});
