import english from '../messages/en/diagnostics.json';
import { translator } from '../translator.ts';

export const t = translator<'diagnostics'>(english);
