import { writeTypes } from './messages.ts';

/** `npm run messages`: lib/i18n/messages/types.ts from the English catalogues. The build does the same. */
writeTypes();
