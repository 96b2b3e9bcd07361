import english from '../messages/en/shared.json';
import { translator } from '../translator.ts';

export const t = translator<'shared'>(english);
