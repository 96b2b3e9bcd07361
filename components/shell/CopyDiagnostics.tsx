import { useState } from 'react';
import { browser } from 'wxt/browser';
import { collectDiagnostics } from '../../lib/diagnostics/diagnostics.ts';
import { t } from '../../lib/i18n/catalogues/diagnostics.ts';
import { Button } from '../kit/Button.tsx';
import { TextArea } from '../kit/TextArea.tsx';
import styles from './CopyDiagnostics.module.css';

/** Copies what a report of a fault needs. Where the clipboard is out of reach, the text is shown to be copied by hand. */
export function CopyDiagnostics() {
  const [copied, setCopied] = useState<'yes' | { text: string } | null>(null);
  const copy = async () => {
    setCopied(null);
    const diagnostics = await collectDiagnostics({
      version: browser.runtime.getManifest().version,
      browser: navigator.userAgent,
      language: navigator.language,
      now: Date.now(),
    });
    const text = JSON.stringify(diagnostics, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      setCopied('yes');
    } catch {
      setCopied({ text });
    }
  };
  return (
    <div className={styles.diagnostics}>
      <Button onClick={() => void copy()}>{t('copy')}</Button>
      <p role="status" className={styles.muted}>
        {copied === 'yes' ? t('copied') : copied ? t('by-hand') : t('what')}
      </p>
      {copied !== null && copied !== 'yes' && (
        <TextArea label={t('text')} value={copied.text} onValueChange={() => undefined} readOnly rows={12} />
      )}
    </div>
  );
}
