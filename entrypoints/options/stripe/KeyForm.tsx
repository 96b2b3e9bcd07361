import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { ProgressBar } from '../../../components/kit/Progress.tsx';
import { SecretField } from '../../../components/kit/SecretField.tsx';
import { SelectField } from '../../../components/kit/SelectField.tsx';
import { forgetSecrets } from '../../../components/kit/secrets.ts';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { t as tUnlock } from '../../../lib/i18n/catalogues/unlock.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import type { AnswerOf, VaultState } from '../../../lib/messaging/messages.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import type { ConnectionId } from '../../../lib/model/ids.ts';
import type { Permissions } from '../../../lib/model/permissions.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { accountAndMode } from '../account-words.ts';
import { NewPassphraseField } from '../security/NewPassphraseField.tsx';
import { measureStrength } from '../security/passphrase-strength.ts';
import { useOnLock } from '../use-on-lock.ts';
import { DifferentAccountDialog } from './DifferentAccountDialog.tsx';
import styles from './KeyForm.module.css';
import { checkKeyForm, fieldOf, type KeyFormField, MISMATCH, passphraseNeed } from './key-form.ts';

/** What the form is for, and the ways out of it. */
export type KeyFormTask =
  | { kind: 'first' }
  | { kind: 'add'; onCancel: () => void }
  /** The vault can't be opened; the other accounts become not connected. */
  | { kind: 'replace'; connected: readonly ConnectionRecord[]; onCancel: (() => void) | null }
  | { kind: 'update'; among: readonly ConnectionRecord[]; onAdd: () => void };

/** How far the check of a key is. `permissions`: what a refused key may read, if Stripe said. */
export type KeyCheck =
  | { phase: 'checking' }
  | { phase: 'saved'; sentence: string }
  | { phase: 'refused'; permissions: Permissions | null };

/** Another object each time it is chosen, so that the same account can be chosen again. */
export interface KeyUpdate {
  id: ConnectionId;
}

interface KeyFormProps {
  task: KeyFormTask;
  vault: VaultState;
  updating: KeyUpdate | null;
  onCheck: (check: KeyCheck) => Promise<void>;
}

interface Problem {
  field: KeyFormField | null;
  sentence: string;
}

type Choice = 'ask' | 'switch' | 'add';

/** The only place to type a key. It stays in the inputs and goes to the background in one message. */
export function KeyForm({ task, vault, updating, onCheck }: KeyFormProps) {
  const id = useId();
  const key = useRef<HTMLInputElement>(null);
  const passphrase = useRef<HTMLInputElement>(null);
  const confirm = useRef<HTMLInputElement>(null);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [different, setDifferent] = useState<NonNullable<Failure['detail']> | null>(null);
  const [chosen, setChosen] = useState<string>('');

  useEffect(() => {
    if (!updating) return;
    setChosen(updating.id);
    key.current?.focus();
    key.current?.scrollIntoView({ block: 'center' });
  }, [updating]);
  const need = passphraseNeed(vault, task.kind === 'replace');
  const target =
    task.kind === 'update' ? (task.among.find((one) => one.id === chosen) ?? task.among[0]) : undefined;
  const cancel = task.kind === 'add' || task.kind === 'replace' ? task.onCancel : null;
  const fields = { key, passphrase, confirm };

  const say = (next: Problem) => {
    setProblem(next);
    if (next.field) fields[next.field].current?.focus();
  };
  // The fields are empty then, so there is nothing left to correct or to choose.
  useOnLock(vault.unlocked, () => {
    setProblem(null);
    setDifferent(null);
  });
  const leave = (go: () => void) => () => {
    forgetSecrets();
    setProblem(null);
    go();
  };

  const save = async (ifDifferent: Choice) => {
    if (running.current) return;
    const typed = {
      key: key.current?.value ?? '',
      passphrase: passphrase.current?.value ?? '',
      confirm: confirm.current?.value ?? '',
    };
    const wrong = checkKeyForm(typed, need);
    if (wrong) {
      const sentence =
        wrong.code === MISMATCH ? t('passphrase.differ') : failureWords({ ok: false, code: wrong.code });
      say({ field: wrong.field, sentence });
      return;
    }
    running.current = true;
    setBusy(true);
    setProblem(null);
    void onCheck({ phase: 'checking' });
    const secrets = { key: typed.key, passphrase: need === 'none' ? null : typed.passphrase };
    const strength = need === 'new' ? await measureStrength(typed.passphrase) : {};
    const answer: AnswerOf<'connection.save'> = target
      ? await send('connection.update', { ...secrets, connectionId: target.id, ifDifferent })
      : task.kind === 'replace'
        ? await send('connection.replaceVault', { ...secrets, passphrase: typed.passphrase, ...strength })
        : await send('connection.save', { ...secrets, ...strength });
    running.current = false;
    setBusy(false);
    if (answer.ok) {
      forgetSecrets();
      await onCheck({ phase: 'saved', sentence: target ? t('key.updated') : t('key.saved') });
      return;
    }
    if (answer.code === 'different-account' && target) {
      setDifferent(answer.detail ?? {});
      await onCheck({ phase: 'refused', permissions: null });
      return;
    }
    say({ field: fieldOf(answer), sentence: failureWords(answer) });
    // Clear a known passphrase; keep a new one, so only the key is retyped.
    if (need === 'unlock' && passphrase.current) passphrase.current.value = '';
    await onCheck({ phase: 'refused', permissions: answer.detail?.permissions ?? null });
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save('ask');
  };
  const errorOf = (field: KeyFormField) => (problem?.field === field ? problem.sentence : null);
  // The problem's field may be gone.
  const loose =
    problem && (problem.field === null || (problem.field === 'passphrase' && need === 'none'))
      ? problem.sentence
      : null;

  return (
    <>
      <form className={styles.form} aria-labelledby={`${id}-title`} onSubmit={submit} noValidate>
        <h4 id={`${id}-title`} className={styles.title}>
          {t(`key.title.${task.kind}`)}
        </h4>
        {task.kind === 'update' && <p className={styles.lead}>{t('key.update-lead')}</p>}
        {task.kind === 'replace' && <p className={styles.lead}>{t('key.replace-lead')}</p>}
        {task.kind === 'replace' && task.connected.length > 1 && (
          <Alert>
            {t('key.replace-others', { accounts: task.connected.map(accountAndMode).join(', ') })}
          </Alert>
        )}
        {task.kind === 'update' && task.among.length > 1 && target && (
          <SelectField
            label={t('key.account')}
            value={target.id}
            onValueChange={setChosen}
            choices={task.among.map((one) => ({ value: one.id, label: accountAndMode(one) }))}
          />
        )}
        <SecretField
          ref={key}
          label={t('key.label')}
          placeholder="rk_live_…"
          description={t('key.hint')}
          error={errorOf('key')}
        />
        {need !== 'none' && (
          <div className={styles.pair}>
            {need === 'new' ? (
              <>
                <NewPassphraseField
                  ref={passphrase}
                  label={tUnlock('passphrase')}
                  error={errorOf('passphrase')}
                />
                <SecretField ref={confirm} label={t('passphrase.confirm')} error={errorOf('confirm')} />
              </>
            ) : (
              <SecretField
                ref={passphrase}
                label={tUnlock('passphrase')}
                description={t('key.passphrase-hint')}
                error={errorOf('passphrase')}
              />
            )}
          </div>
        )}
        {loose && <Alert>{loose}</Alert>}
        {busy && (
          <div className={styles.progress}>
            <ProgressBar label={t('key.checking')} fraction={null} />
            <p>{t('key.checking-long')}</p>
          </div>
        )}
        <div className={styles.actions}>
          <Button type="submit" variant="primary" busy={busy}>
            {task.kind === 'update' ? t('key.update') : t('key.save')}
          </Button>
          {task.kind === 'update' && (
            <Button variant="quiet" icon="plus" disabled={busy} onClick={leave(task.onAdd)}>
              {t('key.add')}
            </Button>
          )}
          {need === 'unlock' && <a href="#forgot">{t('key.replace')}</a>}
          {cancel && (
            <Button variant="quiet" disabled={busy} onClick={leave(cancel)}>
              {tShared('action.cancel')}
            </Button>
          )}
        </div>
      </form>
      {different && target && (
        <DifferentAccountDialog
          current={target}
          found={different}
          onCancel={() => {
            setDifferent(null);
            forgetSecrets();
          }}
          onChoice={(choice) => {
            setDifferent(null);
            void save(choice);
          }}
        />
      )}
    </>
  );
}
