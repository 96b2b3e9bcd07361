import english from '../messages/en/dashboard.json';
import { translator } from '../translator.ts';

export const t = translator<'dashboard'>(english);
