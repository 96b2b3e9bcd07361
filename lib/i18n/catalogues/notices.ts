import english from '../messages/en/notices.json';
import { translator } from '../translator.ts';

export const t = translator<'notices'>(english);
