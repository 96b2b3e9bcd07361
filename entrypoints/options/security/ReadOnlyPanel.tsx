import { classNames } from '../../../components/kit/class-names.ts';
import { Icon, type IconName } from '../../../components/kit/Icon.tsx';
import { Region } from '../../../components/kit/Region.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import type { GuardsState } from '../../../lib/messaging/messages.ts';
import type { ConnectionRecord } from '../../../lib/store/db/schema.ts';
import styles from './ReadOnlyPanel.module.css';
import { type Layer, readOnlyLayers } from './read-only-layers.ts';

const ICONS: Record<Layer['tone'], IconName> = {
  good: 'check',
  attention: 'info',
  bad: 'alert',
  neutral: 'dash',
};

export function ReadOnlyPanel({
  guards,
  connections,
}: {
  guards: GuardsState | null;
  /** null: they can't be read. */
  connections: readonly ConnectionRecord[] | null;
}) {
  return (
    <Region title={t('read-only.title')} level={3} card={false} lead={t('read-only.lead')}>
      <ul className={styles.layers}>
        {readOnlyLayers(guards, connections).map((layer) => (
          <li key={layer.title} className={styles.layer}>
            <div className={styles.words}>
              <p className={styles.title}>{layer.title}</p>
              <p className={styles.text}>{layer.text}</p>
              {layer.permissions?.map(({ account, words }) => (
                <p key={`${account} ${words}`} className={styles.text}>
                  {account && <strong className={styles.account}>{account}</strong>}
                  {words}
                </p>
              ))}
            </div>
            <span className={classNames(styles.state, styles[layer.tone])}>
              <Icon name={ICONS[layer.tone]} size={14} />
              {layer.state}
            </span>
          </li>
        ))}
      </ul>
    </Region>
  );
}
