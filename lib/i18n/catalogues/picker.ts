import english from '../messages/en/picker.json';
import { translator } from '../translator.ts';

export const t = translator<'picker'>(english);
