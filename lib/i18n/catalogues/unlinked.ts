import english from '../messages/en/unlinked.json';
import { translator } from '../translator.ts';

export const t = translator<'unlinked'>(english);
