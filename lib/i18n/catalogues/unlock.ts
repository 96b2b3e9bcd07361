import english from '../messages/en/unlock.json';
import { translator } from '../translator.ts';

export const t = translator<'unlock'>(english);
