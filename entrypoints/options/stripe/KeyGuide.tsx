import { useState } from 'react';
import { Note } from '../../../components/kit/Alert.tsx';
import { ButtonLink } from '../../../components/kit/Button.tsx';
import { RadioGroup } from '../../../components/kit/RadioGroup.tsx';
import type { Mode } from '../../../lib/model/connection.ts';
import { MODE_WORDS } from '../words.ts';
import styles from './KeyGuide.module.css';
import { API_KEYS_PAGE, restrictedKeyLink } from './restricted-key-link.ts';

const MODES = [
  { value: 'live', label: MODE_WORDS.live },
  { value: 'test', label: MODE_WORDS.test },
] as const;

/** Where a key comes from, in three steps; folded once there is one. */
export function KeyGuide({ connected }: { connected: boolean }) {
  return (
    <div className={styles.guide}>
      {connected ? (
        <details className={styles.details}>
          <summary>Where to find a key</summary>
          <div className={styles.guide}>
            <Steps />
            <Warning />
          </div>
        </details>
      ) : (
        <>
          <h3 className={styles.heading}>Get a key in three steps</h3>
          <Steps />
          <Warning />
        </>
      )}
      <RestrictedKey />
    </div>
  );
}

function Steps() {
  return (
    <ol className={styles.steps}>
      <li>
        Open the <strong>Stripe Dashboard</strong>, then <strong>Developers</strong> and{' '}
        <a href={API_KEYS_PAGE} target="_blank" rel="noreferrer">
          API keys
        </a>
        .
      </li>
      <li>
        Find the row <strong>Secret key</strong>, or better: create a restricted key that can only read.
      </li>
      <li>
        Choose <strong>Reveal</strong>, copy the key and paste it below.
      </li>
    </ol>
  );
}

function Warning() {
  return (
    <Note tone="warning">
      A key is for tools that you trust, and for nothing else. Never send it by e-mail or chat.
    </Note>
  );
}

function RestrictedKey() {
  const [mode, setMode] = useState<Mode>('live');
  return (
    <div className={styles.restricted}>
      <div className={styles.restrictedWords}>
        <p className={styles.strong}>Safest: a key that can only read</p>
        <p className={styles.muted}>Opens Stripe’s own form with the seven reading permissions ticked.</p>
      </div>
      <div className={styles.restrictedControls}>
        <RadioGroup
          label="Mode of the new key"
          labelHidden
          shape="bar"
          choices={MODES}
          value={mode}
          onValueChange={setMode}
        />
        <ButtonLink href={restrictedKeyLink(mode)} icon="external" target="_blank" rel="noreferrer">
          Create a restricted key
        </ButtonLink>
      </div>
    </div>
  );
}
