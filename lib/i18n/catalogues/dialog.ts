import english from '../messages/en/dialog.json';
import { translator } from '../translator.ts';

export const t = translator<'dialog'>(english);
