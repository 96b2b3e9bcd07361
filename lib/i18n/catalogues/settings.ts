import english from '../messages/en/settings.json';
import { translator } from '../translator.ts';

export const t = translator<'settings'>(english);
