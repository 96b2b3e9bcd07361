import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import { t } from '../../../lib/i18n/options.ts';
import type { Permission, Permissions } from '../../../lib/model/connection.ts';
import { PERMISSION_WORDS } from '../words.ts';
import styles from './PermissionsTable.module.css';

const ORDER = Object.keys(PERMISSION_WORDS) as Permission[];

interface PermissionsTableProps {
  permissions: Permissions;
  /** The table's accessible name, shown above it. */
  name: string;
}

/** What the key was found to read, and what each missing permission costs. */
export function PermissionsTable({ permissions, name }: PermissionsTableProps) {
  return (
    <Table name={name} className={styles.table}>
      <thead>
        <tr>
          <th scope="col">May read</th>
          <th scope="col">State</th>
          <th scope="col">Lost without it</th>
        </tr>
      </thead>
      <tbody>
        {ORDER.map((permission) => {
          const works = permissions[permission];
          return (
            <tr key={permission} className={classNames(!works && styles.missingRow)}>
              <th scope="row">{PERMISSION_WORDS[permission]}</th>
              <td>
                <span className={works ? styles.works : styles.missing}>
                  <Icon name={works ? 'check' : 'close'} size={14} />
                  {works ? 'Works' : 'Missing'}
                </span>
              </td>
              <td className={styles.loss}>{t(`permission-loss.${permission}`)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
