import english from '../messages/en/details.json';
import { translator } from '../translator.ts';

export const t = translator<'details'>(english);
