import english from '../messages/en/clients.json';
import { translator } from '../translator.ts';

export const t = translator<'clients'>(english);
