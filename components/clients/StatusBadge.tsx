import type { PaymentStatus } from '../../lib/model/client.ts';
import { classNames } from '../kit/class-names.ts';
import { Icon, type IconName } from '../kit/Icon.tsx';
import styles from './StatusBadge.module.css';

/** Shape as well as colour: the statuses can be told apart without either alone. */
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
  /** The status in words, in the user's language. */
  word: string;
  /** Id of the element that gives the reason. */
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

/** The status as a disc; beside it stands the word. */
export function StatusDisc({ status }: { status: PaymentStatus }) {
  return (
    <span className={classNames(styles.disc, styles[status])}>
      <Icon name={SHAPES[status]} size={16} />
    </span>
  );
}

/** The colour of a status, for a word that stands beside its disc. */
export function statusTone(status: PaymentStatus): string {
  return styles[`${status}Text`] ?? '';
}
