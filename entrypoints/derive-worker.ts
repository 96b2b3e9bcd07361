import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { serveDerivation } from '../lib/vault/derive-in-worker.ts';

/** Firefox only: Chromium derives in the service worker. */
export default defineUnlistedScript({
  include: ['firefox'],
  main() {
    serveDerivation(self);
  },
});
