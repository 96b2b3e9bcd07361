import english from '../messages/en/popup.json';
import { translator } from '../translator.ts';

export const t = translator<'popup'>(english);
