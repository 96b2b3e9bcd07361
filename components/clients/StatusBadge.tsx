import type { PaymentStatus } from '../../lib/model/client.ts';
import { classNames } from '../kit/class-names.ts';
import { Icon, type IconName } from '../kit/Icon.tsx';
import styles from './StatusBadge.module.css';

/** Shape and colour each tell the statuses apart. */
const SHAPES: Record<PaymentStatus, IconName> = {
  late: 'alert',
  upcoming: 'clock',
  paid: 'check',
  paused: 'pause',
  ended: 'stop',
  unknown: 'question',
  'not-tracked': 'dash',
};

interface StatusProps {
  status: PaymentStatus;
  word: string;
  /** Id of the element with the reason. */
  describedBy?: string;
}

export function StatusBadge({ status, word, describedBy }: StatusProps) {
  return (
    <span className={classNames(styles.badge, styles[status])}>
      <Icon name={SHAPES[status]} size={12} />
      <span className={styles.word} aria-describedby={describedBy}>
        {word}
      </span>
    </span>
  );
}

/** Beside the word, which says the same to those who cannot see it. */
export function StatusIcon({ status }: { status: PaymentStatus }) {
  return (
    <span className={classNames(styles.icon, styles[`${status}Text`])}>
      <Icon name={SHAPES[status]} />
    </span>
  );
}

export function statusTone(status: PaymentStatus): string {
  return styles[`${status}Text`] ?? '';
}
