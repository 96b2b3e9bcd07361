import english from '../messages/en/reasons.json';
import { translator } from '../translator.ts';

export const t = translator<'reasons'>(english);
