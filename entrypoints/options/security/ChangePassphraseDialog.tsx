import { useRef, useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Dialog } from '../../../components/kit/Dialog.tsx';
import { SecretField } from '../../../components/kit/SecretField.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Mode } from '../../../lib/model/connection.ts';
import type { FailureCode } from '../../../lib/model/failure.ts';
import { apiKeysLink } from '../stripe/api-keys-link.tsx';
import { useOnLock } from '../use-on-lock.ts';
import { NewPassphraseField } from './NewPassphraseField.tsx';
import { measureStrength } from './passphrase-strength.ts';
import styles from './SecuritySection.module.css';

type FieldName = 'current' | 'next' | 'confirm';

function fieldOfChange(code: FailureCode): FieldName | null {
  if (code === 'passphrase-wrong' || code === 'passphrase-throttled') return 'current';
  return code === 'passphrase-weak' || code === 'passphrase-empty' ? 'next' : null;
}

interface ChangePassphraseDialogProps {
  unlocked: boolean;
  /** Which of Stripe's pages of keys to point to. */
  links: Mode;
  onCancel: () => void;
  onDone: () => Promise<void>;
}

export function ChangePassphraseDialog({ unlocked, links, onCancel, onDone }: ChangePassphraseDialogProps) {
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);
  const confirm = useRef<HTMLInputElement>(null);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ field: FieldName | null; sentence: string } | null>(null);
  const fields = { current, next, confirm };

  const say = (field: FieldName | null, sentence: string) => {
    setProblem({ field, sentence });
    if (field) fields[field].current?.focus();
  };
  useOnLock(unlocked, () => setProblem({ field: null, sentence: t('passphrase.cleared') }));
  const change = async () => {
    if (running.current) return;
    const typed = { current: current.current?.value ?? '', next: next.current?.value ?? '' };
    if (typed.current === '') return say('current', failureWords({ ok: false, code: 'passphrase-empty' }));
    if (typed.next === '') return say('next', failureWords({ ok: false, code: 'passphrase-empty' }));
    if (typed.next !== confirm.current?.value) return say('confirm', t('passphrase.differ'));
    running.current = true;
    setBusy(true);
    setProblem(null);
    const answer = await send('vault.changePassphrase', {
      ...typed,
      ...(await measureStrength(typed.next)),
    });
    running.current = false;
    setBusy(false);
    if (!answer.ok) {
      const field = fieldOfChange(answer.code);
      // A wrong passphrase does not stay in the page.
      if (field === 'current' && current.current) current.current.value = '';
      return say(field, failureWords(answer));
    }
    for (const field of Object.values(fields)) if (field.current) field.current.value = '';
    await onDone();
  };
  const errorOf = (field: FieldName) => (problem?.field === field ? problem.sentence : null);
  return (
    <Dialog
      title={t('passphrase.change')}
      onCancel={onCancel}
      onSubmit={() => void change()}
      actions={
        <>
          <Button onClick={onCancel}>{tShared('action.cancel')}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {t('passphrase.change-action')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <SecretField ref={current} label={t('passphrase.current')} error={errorOf('current')} />
        <NewPassphraseField ref={next} label={t('passphrase.new')} error={errorOf('next')} />
        <SecretField ref={confirm} label={t('passphrase.confirm')} error={errorOf('confirm')} />
        <p className={styles.muted}>{t.rich('passphrase.change-note', { link: apiKeysLink(links) })}</p>
        {problem && problem.field === null && <Alert>{problem.sentence}</Alert>}
      </div>
    </Dialog>
  );
}
