import english from '../messages/en/letter.json';
import { translator } from '../translator.ts';

export const t = translator<'letter'>(english);
