import english from '../messages/en/accounts.json';
import { translator } from '../translator.ts';

export const t = translator<'accounts'>(english);
