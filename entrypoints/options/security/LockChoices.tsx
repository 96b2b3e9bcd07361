import { useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Checkbox } from '../../../components/kit/Checkbox.tsx';
import { RadioGroup } from '../../../components/kit/RadioGroup.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { failureWords } from '../../../lib/i18n/failure-words.ts';
import type { VaultState } from '../../../lib/messaging/messages.ts';
import { send } from '../../../lib/messaging/send.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import { LOCK_CHOICES, type LockChoice } from '../../../lib/model/lock-choices.ts';
import { screenLockWords } from './lock-words.ts';
import styles from './SecuritySection.module.css';

interface Choice {
  after: LockChoice;
  withScreen: boolean;
}

/** Applies a choice immediately and reverts it on failure. */
export function LockChoices({ vault, reload }: { vault: VaultState; reload: () => Promise<void> }) {
  const [wanted, setWanted] = useState<Choice | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const now = wanted ?? { after: vault.lockAfter, withScreen: vault.lockWithScreen };
  const choose = async (choice: Choice) => {
    setWanted(choice);
    setFailure(null);
    const answer = await send('vault.setLock', choice);
    if (!answer.ok) setFailure(answer);
    await reload();
    // Keep a later choice that is still pending.
    setWanted((current) => (current === choice ? null : current));
  };
  return (
    <>
      <RadioGroup
        label={t('lock.after')}
        shape="bar"
        choices={LOCK_CHOICES.map((value) => ({ value, label: t(`lock-after.${value}`) }))}
        value={now.after}
        onValueChange={(after) => void choose({ ...now, after })}
      />
      <p className={styles.muted}>{t('lock.after-hint')}</p>
      <Checkbox
        label={t('lock.with-screen')}
        description={screenLockWords(vault.screenLockKnown)}
        checked={now.withScreen}
        onCheckedChange={(withScreen) => void choose({ ...now, withScreen })}
      />
      {failure && (
        <Alert>{failure.code === 'locked' ? t('lock.unlock-to-weaken') : failureWords(failure)}</Alert>
      )}
    </>
  );
}
