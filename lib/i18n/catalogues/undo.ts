import english from '../messages/en/undo.json';
import { translator } from '../translator.ts';

export const t = translator<'undo'>(english);
