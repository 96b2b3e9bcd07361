import english from '../messages/en/changes.json';
import { translator } from '../translator.ts';

export const t = translator<'changes'>(english);
