import { useEffect, useRef, useState } from 'react';
import { draftName, type Editing } from '../../lib/clients/editing.ts';
import {
  type ClientForm,
  changedFields,
  emptyAddOn,
  emptyLink,
  type FormErrors,
  type FormLink,
  readForm,
  takenLinks,
  toldBy,
} from '../../lib/clients/form.ts';
import { nowSeconds } from '../../lib/clients/now.ts';
import { t } from '../../lib/i18n/catalogues/dialog.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import { failureWords } from '../../lib/i18n/failure-words.ts';
import type { ClientDraft, ClientRecord } from '../../lib/model/client.ts';
import type { Link } from '../../lib/model/ids.ts';
import type { StoreResult } from '../../lib/store/db/errors.ts';
import type { Store } from '../../lib/store/db/open.ts';
import type { SubscriptionOption } from '../../lib/store/db/schema.ts';
import { addClient, updateClient } from '../../lib/store/records/clients.ts';
import { clearDraft, saveDraft } from '../../lib/store/records/drafts.ts';
import { saveTaking } from '../../lib/store/records/move-link.ts';
import { Alert, Note } from '../kit/Alert.tsx';
import { Button, IconButton } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { RadioGroup } from '../kit/RadioGroup.tsx';
import { TextArea } from '../kit/TextArea.tsx';
import { TextField } from '../kit/TextField.tsx';
import { SubscriptionField } from '../subscription-picker/SubscriptionField.tsx';
import type { Holders } from '../subscription-picker/subscription-options.ts';
import styles from './ClientDialog.module.css';
import { CurrencyField } from './CurrencyField.tsx';

interface ClientDialogProps {
  store: Store;
  editing: Editing;
  holders: Holders;
  currency: string;
  onClose: () => void;
}

/** Milliseconds after the last key press until the form is kept. */
const KEEP_AFTER = 250;

export default function ClientDialog({ store, editing, holders, currency, onClose }: ClientDialogProps) {
  const { client, fresh, kept } = editing;
  const [form, setForm] = useState(kept ?? fresh);
  const [restored, setRestored] = useState(kept !== null);
  const [errors, setErrors] = useState<FormErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  /** What the picked subscription filled in: another one may replace it. */
  const filled = useRef<Partial<ClientForm>>({});
  const name = draftName(client?.id ?? null);
  useKeptForm(store, name, form, form !== (kept ?? fresh) && !busy);

  const set = (patch: Partial<ClientForm>) => setForm((before) => ({ ...before, ...patch }));
  const setLink = (
    key: string,
    next: Pick<FormLink, 'link' | 'text' | 'move'>,
    option: SubscriptionOption | null,
  ) => {
    const links = form.links.map((row) => (row.key === key ? { ...row, ...next } : row));
    const told = option ? toldBy(option, form, filled.current) : {};
    filled.current = { ...filled.current, ...told };
    set({ links, ...told });
    if (told.name) setErrors(({ name: _, ...others }) => others);
  };
  const setAddOn = (key: string, patch: Partial<ClientForm['addOns'][number]>) =>
    set({ addOns: form.addOns.map((row) => (row.key === key ? { ...row, ...patch } : row)) });

  useEffect(() => {
    if (Object.keys(errors).length > 0)
      body.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const leave = () => {
    void clearDraft(store, name).catch(() => undefined);
    onClose();
  };
  const save = async () => {
    if (busy) return;
    const read = readForm(form);
    setErrors(read.ok ? {} : read.errors);
    if (!read.ok) return;
    setBusy(true);
    setFailure(null);
    const saved = await saveForm(store, client, { draft: read.draft, takes: takenLinks(form) });
    if (!saved.ok) {
      setBusy(false);
      setFailure(failureWords(saved));
      return;
    }
    leave();
  };
  const linked = form.links.some((row) => row.link !== null);

  return (
    <Dialog
      title={client ? t('title.edit') : t('title.add')}
      shape="sheet"
      onCancel={leave}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={leave}>{tShared('action.cancel')}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {t('save')}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles.form}>
        {restored && (
          <Note
            actions={
              <Button
                size="sm"
                onClick={() => {
                  setForm(fresh);
                  setRestored(false);
                }}
              >
                {t('restored.discard')}
              </Button>
            }
          >
            {t('restored.text')}
          </Note>
        )}
        <TextField
          label={t('field.name')}
          dir="auto"
          required
          error={errors.name ?? null}
          value={form.name}
          onValueChange={(text) => set({ name: text })}
        />
        <TextField
          label={t('field.email')}
          type="email"
          error={errors.email ?? null}
          value={form.email}
          onValueChange={(text) => set({ email: text })}
        />
        <div className={styles.pair}>
          <TextField
            label={t('field.type')}
            dir="auto"
            placeholder={t('field.type-example')}
            error={errors.type ?? null}
            value={form.type}
            onValueChange={(text) => set({ type: text })}
          />
          <TextField
            label={t('field.service')}
            dir="auto"
            error={errors.service ?? null}
            value={form.service}
            onValueChange={(text) => set({ service: text })}
          />
        </div>

        <div className={styles.group}>
          {form.links.map((row, at) => (
            <div key={row.key} className={styles.linkRow}>
              <span className={styles.caption} aria-hidden="true">
                {linkLabel(at)}
              </span>
              <SubscriptionField
                look="field"
                label={linkLabel(at)}
                client={{ id: client?.id ?? null, name: form.name, email: form.email }}
                value={row.link as ClientRecord['links'][number] | null}
                valueText={row.text}
                holders={holders}
                onPick={({ option, ...next }) => setLink(row.key, next, option)}
              />
            </div>
          ))}
          <Button
            variant="quiet"
            size="sm"
            icon="plus"
            className={styles.add ?? ''}
            onClick={() => set({ links: [...form.links, emptyLink()] })}
          >
            {t('link.add')}
          </Button>
        </div>

        <fieldset className={styles.section}>
          <legend className={styles.legend}>{t('add-on.title')}</legend>
          <p className={styles.hint}>{t('add-on.hint')}</p>
          {form.addOns.map((row, at) => (
            <fieldset key={row.key} className={styles.addOn} aria-label={t('add-on.nth', { number: at + 1 })}>
              <TextField
                label={t('add-on.label')}
                dir="auto"
                value={row.label}
                onValueChange={(label) => setAddOn(row.key, { label })}
              />
              <TextField
                label={t('add-on.amount')}
                inputMode="decimal"
                error={errors[row.key] ?? null}
                value={row.amount}
                onValueChange={(amount) => setAddOn(row.key, { amount })}
              />
              <CurrencyField
                value={row.currency}
                onValueChange={(code) => setAddOn(row.key, { currency: code })}
              />
              <IconButton
                label={t('add-on.remove', { number: at + 1 })}
                icon="trash"
                size="sm"
                danger
                onClick={() => set({ addOns: form.addOns.filter((other) => other.key !== row.key) })}
              />
            </fieldset>
          ))}
          <Button
            variant="quiet"
            size="sm"
            icon="plus"
            className={styles.add ?? ''}
            onClick={() => set({ addOns: [...form.addOns, emptyAddOn(currency)] })}
          >
            {t('add-on.add')}
          </Button>
        </fieldset>

        <fieldset className={styles.section}>
          <legend className={styles.legend}>{t('manual.title')}</legend>
          <p className={styles.hint}>{linked ? t('manual.not-used') : t('manual.hint')}</p>
          <RadioGroup
            label={t('manual.status')}
            shape="bar"
            choices={[
              { value: 'none', label: tShared('status.not-tracked') },
              { value: 'paid', label: tShared('status.paid') },
              { value: 'upcoming', label: tShared('status.upcoming') },
              { value: 'late', label: tShared('status.late') },
            ]}
            value={form.manualStatus}
            onValueChange={(manualStatus) => set({ manualStatus })}
          />
          <div className={styles.amount}>
            <TextField
              label={t('manual.monthly')}
              inputMode="decimal"
              error={errors.manualAmount ?? null}
              value={form.manualAmount}
              onValueChange={(manualAmount) => set({ manualAmount })}
            />
            <CurrencyField
              value={form.manualCurrency}
              onValueChange={(manualCurrency) => set({ manualCurrency })}
            />
            <TextField
              label={t('manual.next')}
              type="date"
              value={form.manualNext}
              onValueChange={(manualNext) => set({ manualNext })}
            />
          </div>
        </fieldset>

        <TextArea
          label={t('field.notes')}
          dir="auto"
          error={errors.notes ?? null}
          value={form.notes}
          onValueChange={(notes) => set({ notes })}
        />
        {failure && <Alert>{failure}</Alert>}
      </div>
    </Dialog>
  );
}

function saveForm(
  store: Store,
  client: ClientRecord | null,
  { draft, takes }: { draft: ClientDraft; takes: readonly Link[] },
): Promise<StoreResult<object>> {
  const now = nowSeconds();
  const fields = client ? changedFields(client, draft) : draft;
  if (takes.length > 0) return saveTaking(store, { id: client?.id ?? null, fields, takes, now });
  return client ? updateClient(store, { id: client.id, patch: fields, now }) : addClient(store, draft, now);
}

const linkLabel = (at: number): string => (at === 0 ? t('link.first') : t('link.nth', { number: at + 1 }));

/** Keeps unsaved input: a popup closes as soon as it loses focus. */
function useKeptForm(store: Store, name: string, form: ClientForm, changed: boolean): void {
  useEffect(() => {
    if (!changed) return;
    let kept = false;
    const keep = () => {
      if (kept) return;
      kept = true;
      void saveDraft(store, { name, fields: form, savedAt: nowSeconds() }).catch(() => undefined);
    };
    const timer = setTimeout(keep, KEEP_AFTER);
    // Keeps the last key presses before the popup closes.
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
    };
  }, [store, name, form, changed]);
}
