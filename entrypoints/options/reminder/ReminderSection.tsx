import { useEffect, useState } from 'react';
import { Alert } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { TextArea } from '../../../components/kit/TextArea.tsx';
import { TextField } from '../../../components/kit/TextField.tsx';
import { checkTemplate, PLACEHOLDERS } from '../../../lib/clients/reminder-template.ts';
import { t as tText } from '../../../lib/i18n/catalogues/letter.ts';
import { t as tOptions } from '../../../lib/i18n/catalogues/options.ts';
import { t } from '../../../lib/i18n/catalogues/settings.ts';
import { onAnnouncement } from '../../../lib/messaging/announce.ts';
import type { ReminderTemplates } from '../../../lib/model/settings.ts';
import { openStore } from '../../../lib/store/db/open.ts';
import {
  readReminderTemplates,
  writeReminderTemplates,
} from '../../../lib/store/records/reminder-templates.ts';
import { storing } from '../save-settings.ts';
import { useTypedSetting } from '../use-typed-setting.ts';
import styles from './ReminderSection.module.css';

const NAMES = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');

export function ReminderSection() {
  const [templates, setTemplates] = useState<ReminderTemplates | null>(null);
  useEffect(() => {
    const read = () =>
      openStore()
        .then(readReminderTemplates)
        .then(setTemplates, () => undefined);
    void read();
    return onAnnouncement((topic) => {
      if (topic === 'settings' || topic === 'forgotten') void read();
    });
  }, []);
  return (
    <Region id="reminder" title={tOptions('section.reminder')} lead={t('reminder.lead')}>
      {templates && <Fields templates={templates} />}
    </Region>
  );
}

function Fields({ templates }: { templates: ReminderTemplates }) {
  // A new number empties the fields of what was typed and not saved.
  const [resets, setResets] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const reset = async () => {
    const failed = await storing((store) => writeReminderTemplates(store, { subject: null, message: null }));
    setProblem(failed);
    if (failed === null) setResets((count) => count + 1);
  };
  return (
    <>
      <TemplateField key={`subject ${resets}`} part="subject" saved={templates.subject} />
      <TemplateField key={`message ${resets}`} part="message" saved={templates.message} />
      <div className={styles.reset}>
        <Button onClick={() => void reset()}>{t('reminder.reset')}</Button>
        <p role="status" className={styles.done}>
          {resets > 0 && templates.subject === null && templates.message === null && t('reminder.reset-done')}
        </p>
      </div>
      {problem && <Alert>{problem}</Alert>}
    </>
  );
}

function TemplateField({ part, saved }: { part: keyof ReminderTemplates; saved: string | null }) {
  const original = part === 'subject' ? tText('subject') : tText('message');
  const field = useTypedSetting(saved ?? original, async (text) => {
    const wrong = checkTemplate(part, text);
    if (wrong?.code === 'unknown')
      return t('reminder.wrong.unknown', { placeholder: `{${wrong.placeholder}}`, names: NAMES });
    if (wrong?.code === 'too-long') return t('reminder.wrong.too-long', { most: wrong.most });
    if (wrong) return t('reminder.wrong.empty');
    // The original text follows the language.
    return storing((store) => writeReminderTemplates(store, { [part]: text === original ? null : text }));
  });
  const shared = { ...field, announced: true, label: t(`reminder.${part}`) };
  if (part === 'subject') return <TextField {...shared} />;
  const { onKeyDown: _lineBreak, ...area } = shared;
  return (
    <TextArea
      {...area}
      rows={11}
      description={t('reminder.placeholders', { names: NAMES, link: '{link}' })}
    />
  );
}
