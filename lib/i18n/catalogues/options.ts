import english from '../messages/en/options.json';
import { translator } from '../translator.ts';

export const t = translator<'options'>(english);
