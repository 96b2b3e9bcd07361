import english from '../messages/en/empty.json';
import { translator } from '../translator.ts';

export const t = translator<'empty'>(english);
