import { useClientsData } from '../../components/clients/use-clients-data.ts';
import { ReadFailure } from '../../components/shell/ReadFailure.tsx';
import type { ClientsResult } from '../../lib/clients/clients-data.ts';
import styles from './App.module.css';
import { Workspace } from './Workspace.tsx';

export function App({ reading }: { reading: Promise<ClientsResult> }) {
  const { result, reload } = useClientsData(null, reading);
  if (result === null) return <main aria-busy="true" />;
  if (!result.ok) {
    return (
      <main className={styles.failure}>
        <ReadFailure failure={result} reload={reload} />
      </main>
    );
  }
  return <Workspace data={result.data} reload={reload} />;
}
