import { useState } from 'react';
import { browser } from 'wxt/browser';
import { Alert, Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';
import { t } from '../../../lib/i18n/catalogues/options.ts';
import { t as tShared } from '../../../lib/i18n/catalogues/shared.ts';

const STRIPE_ORIGIN = 'https://api.stripe.com/*';

/** Requests access to api.stripe.com on a click, as browsers demand. */
export function GrantAccess({ reload }: { reload: () => Promise<void> }) {
  const [refused, setRefused] = useState(false);
  const grant = async () => {
    const granted = await browser.permissions.request({ origins: [STRIPE_ORIGIN] }).catch(() => false);
    setRefused(!granted);
    if (granted) await reload();
  };
  return (
    <>
      <Note
        tone="warning"
        actions={
          <Button variant="primary" onClick={() => void grant()}>
            {tShared('action.grant-access')}
          </Button>
        }
      >
        {t('access.missing')}
      </Note>
      {refused && <Alert>{t('access.refused')}</Alert>}
    </>
  );
}
