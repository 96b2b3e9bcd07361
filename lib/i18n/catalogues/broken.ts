import english from '../messages/en/broken.json';
import { translator } from '../translator.ts';

export const t = translator<'broken'>(english);
