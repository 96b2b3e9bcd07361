import { useState } from 'react';
import { browser } from 'wxt/browser';
import { Alert, Note } from '../../../components/kit/Alert.tsx';
import { Button } from '../../../components/kit/Button.tsx';

const STRIPE_ORIGIN = 'https://api.stripe.com/*';

/** The browser or the user withholds api.stripe.com: says so, and asks for it on a click, as browsers demand. */
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
            Grant access
          </Button>
        }
      >
        The browser keeps ClientPlug from reaching api.stripe.com, so nothing can be read. It is the only host
        that ClientPlug asks for.
      </Note>
      {refused && (
        <Alert>
          Access was not granted. Grant it here, or in the browser’s settings for ClientPlug, to read from
          Stripe.
        </Alert>
      )}
    </>
  );
}
