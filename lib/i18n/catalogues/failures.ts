import english from '../messages/en/failures.json';
import { translator } from '../translator.ts';

export const t = translator<'failures'>(english);
