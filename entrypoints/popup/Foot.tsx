import type { RefObject } from 'react';
import { useAddUnlinked } from '../../components/clients/use-add-unlinked.ts';
import type { ClientsScreen } from '../../components/clients/use-clients-screen.ts';
import { Button } from '../../components/kit/Button.tsx';
import { t } from '../../lib/i18n/catalogues/notices.ts';
import { Notice, Strip } from './Notice.tsx';
import { noticeKind } from './notice-kind.ts';
import { useTyping } from './use-typing.ts';

interface FootProps {
  screen: ClientsScreen;
  /** What is typed anywhere lands here; as the rest of this, it can wait for the first paint. */
  search: RefObject<HTMLInputElement | null>;
}

/** Below the list, so that no row moves when something comes or goes: what is wrong, else what is missing. */
export default function Foot({ screen, search }: FootProps) {
  const { data, refresh, hasClients } = screen;
  const { connections } = data.view;
  const { count, addAll, failure } = useAddUnlinked(data);
  const actions = { ...screen.actions, failure: screen.actions.failure ?? failure };
  useTyping(search);
  const kind = noticeKind({ refresh, actions, connections });
  if (kind) return <Notice kind={kind} refresh={refresh} actions={actions} connections={connections} />;
  if (!hasClients || count === 0) return null;
  return (
    <Strip
      tone="quiet"
      action={
        <Button size="sm" onClick={() => void addAll()}>
          {t('add', { count })}
        </Button>
      }
    >
      {t('unlinked', { count })}
    </Strip>
  );
}
