import english from '../messages/en/background.json';
import { translator } from '../translator.ts';

export const t = translator<'background'>(english);
