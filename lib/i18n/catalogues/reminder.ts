import english from '../messages/en/reminder.json';
import { translator } from '../translator.ts';

export const t = translator<'reminder'>(english);
