import { classNames } from '../../../components/kit/class-names.ts';
import { Icon } from '../../../components/kit/Icon.tsx';
import { Table } from '../../../components/kit/Table.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { PERMISSIONS, type Permissions } from '../../../lib/model/permissions.ts';
import styles from './PermissionsTable.module.css';

interface PermissionsTableProps {
  permissions: Permissions;
  /** Also the accessible name. */
  name: string;
}

export function PermissionsTable({ permissions, name }: PermissionsTableProps) {
  return (
    <Table name={name} className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('permissions.may-read')}</th>
          <th scope="col">{t('permissions.state')}</th>
          <th scope="col">{t('permissions.loss')}</th>
        </tr>
      </thead>
      <tbody>
        {PERMISSIONS.map((permission) => {
          const works = permissions[permission];
          return (
            <tr key={permission} className={classNames(!works && styles.missingRow)}>
              <th scope="row">{t(`permission.${permission}`)}</th>
              <td>
                <span className={works ? styles.works : styles.missing}>
                  <Icon name={works ? 'check' : 'close'} size={14} />
                  {works ? t('permissions.works') : t('permissions.missing')}
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
