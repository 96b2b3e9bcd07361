import { useState } from 'react';
import { Note } from '../../../components/kit/Alert.tsx';
import { ButtonLink } from '../../../components/kit/Button.tsx';
import { RadioGroup } from '../../../components/kit/RadioGroup.tsx';
import { bold } from '../../../components/kit/rich.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { MODES, type Mode } from '../../../lib/model/connection.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import { apiKeysLink } from './api-keys-link.tsx';
import styles from './KeyGuide.module.css';
import { linkMode, restrictedKeyLink } from './restricted-key-link.ts';

export function KeyGuide({ connected }: { connected: readonly ConnectionRecord[] }) {
  const [chosen, setChosen] = useState<Mode | null>(null);
  const mode = chosen ?? linkMode(connected);
  return (
    <div className={styles.guide}>
      {connected.length > 0 ? (
        <details className={styles.details}>
          <summary>{t('guide.summary')}</summary>
          <div className={styles.guide}>
            <Steps mode={mode} />
            <Warning />
          </div>
        </details>
      ) : (
        <>
          <h4 className={styles.heading}>{t('guide.title')}</h4>
          <Steps mode={mode} />
          <Warning />
        </>
      )}
      <RestrictedKey mode={mode} onMode={setChosen} />
    </div>
  );
}

function Steps({ mode }: { mode: Mode }) {
  return (
    <ol className={styles.steps}>
      <li>{t.rich('guide.open', { b: bold, link: apiKeysLink(mode) })}</li>
      <li>{t.rich('guide.find', { b: bold })}</li>
      <li>{t.rich('guide.reveal', { b: bold })}</li>
    </ol>
  );
}

function Warning() {
  return <Note tone="warning">{t('guide.warning')}</Note>;
}

function RestrictedKey({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  return (
    <div className={styles.restricted}>
      <div className={styles.restrictedWords}>
        <p className={styles.strong}>{t('guide.restricted')}</p>
        <p className={styles.muted}>{t('guide.restricted-hint')}</p>
      </div>
      <div className={styles.restrictedControls}>
        <RadioGroup
          label={t('guide.mode')}
          labelHidden
          shape="bar"
          choices={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
          value={mode}
          onValueChange={onMode}
        />
        <ButtonLink href={restrictedKeyLink(mode)} icon="external" target="_blank" rel="noreferrer">
          {t('guide.create')}
        </ButtonLink>
      </div>
    </div>
  );
}
