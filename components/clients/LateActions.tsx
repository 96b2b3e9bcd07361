import { type MouseEvent, useState } from 'react';
import type { AsOf } from '../../lib/billing/as-of.ts';
import { type OverdueInvoice, overdueInvoices } from '../../lib/billing/owed.ts';
import { nowSeconds } from '../../lib/clients/now.ts';
import { type PaymentPage, readPaymentPage } from '../../lib/clients/payment-page.ts';
import { mailtoLink, type Reminder, remind } from '../../lib/clients/reminder.ts';
import { stripeLink } from '../../lib/clients/stripe-links.ts';
import { t } from '../../lib/i18n/catalogues/reminder.ts';
import type { ReminderTemplates } from '../../lib/model/settings.ts';
import { openStore } from '../../lib/store/db/open.ts';
import type { ConnectionSummary } from '../../lib/store/db/schema.ts';
import { readReminderTemplates } from '../../lib/store/records/reminder-templates.ts';
import { noteReminder } from '../../lib/store/records/write-history.ts';
import { Button, ButtonLink, IconButton, IconLink } from '../kit/Button.tsx';
import { visuallyHidden } from '../kit/VisuallyHidden.tsx';
import { copyText } from './copy-text.ts';
import styles from './LateActions.module.css';
import type { ListedClient } from './use-client-list.ts';

const ORIGINAL: ReminderTemplates = { subject: null, message: null };

interface LateActionsProps {
  row: ListedClient;
  asOf: AsOf;
  connections: readonly ConnectionSummary[];
  /** 'icons' beside a row's name, 'words' in its details. */
  look?: 'icons' | 'words';
  tabIndex?: number;
}

/** What to do about a late client: see the invoice at Stripe, write to it, or copy the words. */
export function LateActions({ row, asOf, connections, look = 'words', tabIndex }: LateActionsProps) {
  const { client } = row;
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string[]>([]);
  const invoices = overdueInvoices(client, asOf);
  const [first] = invoices;
  if (!first) return null;

  const prepare = async (): Promise<{ reminder: Reminder; page: PaymentPage }> => {
    const [templates, page] = await Promise.all([
      openStore().then(readReminderTemplates, () => ORIGINAL),
      readPaymentPage(first),
    ]);
    return { reminder: remind(client, invoices, { templates, link: page.url }), page };
  };
  const act = async (work: () => Promise<string[]>) => {
    setBusy(true);
    setSaid([]);
    setSaid(await work());
    setBusy(false);
  };
  const copy = async () => {
    const prepared = prepare();
    const isCopied = await copyText(prepared.then(({ reminder }) => reminder.text));
    if (!isCopied) return [t('not-copied')];
    await note(client, first);
    return [t('copied'), ...withoutLink((await prepared).page)];
  };
  const mail = async () => {
    const { reminder, page } = await prepare();
    location.assign(mailtoLink(reminder));
    return withoutLink(page);
  };
  const connection = connections.find(({ id }) => id === first.connectionId);
  const open = {
    href: stripeLink({ kind: 'invoices', id: first.invoice.id, mode: connection?.mode ?? 'live' }),
    target: '_blank',
    rel: 'noreferrer',
    tabIndex,
  };
  const names = {
    open: t('open-of', { client: client.name }),
    mail: t('email', { client: client.name }),
    copy: t('copy', { client: client.name }),
  };
  const onMail = (event: MouseEvent) => {
    event.preventDefault();
    if (!busy) void act(mail);
  };
  const email = {
    // What a middle click opens; a click asks Stripe first.
    href: mailtoLink(remind(client, invoices, { templates: ORIGINAL, link: null })),
    onClick: onMail,
    tabIndex,
  };
  const onCopy = () => {
    if (!busy) void act(copy);
  };
  if (look === 'icons') {
    return (
      <>
        <IconLink {...open} label={names.open} icon="external" size="sm" />
        <IconLink {...email} label={names.mail} icon="mail" size="sm" />
        <IconButton
          label={names.copy}
          icon={said.length > 0 ? 'check' : 'copy'}
          size="sm"
          tabIndex={tabIndex}
          onClick={onCopy}
        />
        <span role="status" className={visuallyHidden}>
          {said.join(' ')}
        </span>
      </>
    );
  }
  return (
    <div className={styles.actions}>
      <ButtonLink {...open} aria-label={names.open} icon="external" size="sm">
        {t('open')}
      </ButtonLink>
      <ButtonLink {...email} aria-label={names.mail} icon="mail" size="sm">
        {t('email-short')}
      </ButtonLink>
      <Button aria-label={names.copy} icon="copy" size="sm" tabIndex={tabIndex} onClick={onCopy}>
        {t('copy-short')}
      </Button>
      <span role="status" className={styles.said}>
        {said.join(' ')}
      </span>
    </div>
  );
}

/** The text is in the clipboard already: what the store says to the note changes nothing. */
async function note({ id, name }: ListedClient['client'], { connectionId }: OverdueInvoice): Promise<void> {
  await openStore()
    .then((store) => noteReminder(store, { clientId: id, client: name, connectionId, at: nowSeconds() }))
    .catch(() => undefined);
}

function withoutLink(page: PaymentPage): string[] {
  if (page.url !== null) return [];
  switch (page.why) {
    case 'locked':
    case 'offline':
    case 'not-connected':
    case 'stripe-permission':
    case 'host-access':
    case 'no-page':
      return [t(`without-link.${page.why}`)];
    default:
      return [t('without-link.other')];
  }
}
