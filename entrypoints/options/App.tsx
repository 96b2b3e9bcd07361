import { useState } from 'react';
import { browser } from 'wxt/browser';
import { ButtonLink } from '../../components/kit/Button.tsx';
import { classNames } from '../../components/kit/class-names.ts';
import { Icon, type IconName } from '../../components/kit/Icon.tsx';
import { forgetSecrets } from '../../components/kit/secrets.ts';
import { ReadFailure } from '../../components/shell/ReadFailure.tsx';
import { useTouch } from '../../components/shell/use-touch.ts';
import { t } from '../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../lib/i18n/catalogues/shared.ts';
import type { Failure } from '../../lib/model/failure.ts';
import styles from './App.module.css';
import { AccountsSection } from './accounts/AccountsSection.tsx';
import { ActivitySection } from './activity/ActivitySection.tsx';
import { DataSection } from './data/DataSection.tsx';
import { FiguresSection } from './figures/FiguresSection.tsx';
import { NotificationsSection } from './notifications/NotificationsSection.tsx';
import { ReminderSection } from './reminder/ReminderSection.tsx';
import { SECTIONS, type SectionId } from './sections.ts';
import { SecuritySection } from './security/SecuritySection.tsx';
import type { KeyUpdate } from './stripe/KeyForm.tsx';
import { StripeSection } from './stripe/StripeSection.tsx';
import { useCurrentSection, useHashTarget } from './use-hash-target.ts';
import { useOnLock } from './use-on-lock.ts';
import { type Loaded, type PageState, usePageState } from './use-page-state.ts';

const ICONS: Record<SectionId, IconName> = {
  stripe: 'plug',
  security: 'shield',
  data: 'database',
  figures: 'settings',
  notifications: 'bell',
  reminder: 'edit',
  activity: 'activity',
};

export function App() {
  const [loaded, reload] = usePageState();
  const ready = loaded.phase === 'ready';
  const failure = failureOf(loaded);
  const welcome = useHashTarget(ready);
  const current = useCurrentSection(ready);
  const unlocked = ready && loaded.state.vault.unlocked;
  useTouch(unlocked);
  useOnLock(unlocked, forgetSecrets);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.brand}>
          <span className={styles.mark}>
            <Icon name="plug" size={18} />
          </span>
          <div>
            <p className={styles.product}>ClientPlug</p>
            <h1 className={styles.title}>{t('title')}</h1>
          </div>
        </div>
        <ButtonLink href={browser.runtime.getURL('/dashboard.html')} icon="expand" target="_blank">
          {tShared('action.open-dashboard')}
        </ButtonLink>
      </header>
      <div className={styles.columns}>
        <nav className={styles.nav} aria-label={t('sections')}>
          <ul>
            {SECTIONS.map((id) => (
              <li key={id}>
                <a
                  href={`#${id}`}
                  className={classNames(styles.link, id === current && styles.current)}
                  aria-current={id === current ? 'location' : undefined}
                >
                  <Icon name={ICONS[id]} />
                  {t(`section.${id}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main className={styles.sections} aria-busy={loaded.phase === 'loading'}>
          {failure && <ReadFailure failure={failure} reload={reload} />}
          {loaded.phase === 'ready' && <Sections state={loaded.state} reload={reload} welcome={welcome} />}
        </main>
      </div>
      <footer className={styles.footer}>
        <p>{t('footer', { version: browser.runtime.getManifest().version })}</p>
        <p>{t('not-affiliated')}</p>
      </footer>
    </div>
  );
}

function failureOf(loaded: Loaded): Failure | null {
  if (loaded.phase === 'loading') return null;
  if (loaded.failure || loaded.phase === 'failed') return loaded.failure;
  return loaded.state.stored.ok ? null : loaded.state.stored;
}

function Sections({
  state,
  reload,
  welcome,
}: {
  state: PageState;
  reload: () => Promise<void>;
  welcome: boolean;
}) {
  const [updating, setUpdating] = useState<KeyUpdate | null>(null);
  return (
    <>
      <div className={styles.group}>
        <h2 className={styles.groupTitle}>{t('integrations')}</h2>
        <StripeSection state={state} reload={reload} welcome={welcome} updating={updating} />
        {state.stored.ok && (
          <AccountsSection
            vault={state.vault}
            connections={state.stored.connections}
            reload={reload}
            onUpdateKey={(id) => setUpdating({ id })}
          />
        )}
      </div>
      <SecuritySection state={state} reload={reload} />
      <DataSection state={state} reload={reload} />
      <FiguresSection state={state} reload={reload} />
      <NotificationsSection state={state} reload={reload} />
      <ReminderSection />
      <ActivitySection />
    </>
  );
}
