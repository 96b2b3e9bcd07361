import type { ReminderTemplates } from '../model/settings.ts';

export const PLACEHOLDERS = ['client', 'invoice', 'amount', 'due', 'link'] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

/** A letter, not a document: what is longer no mail program takes from a link. */
export const LONGEST: Record<keyof ReminderTemplates, number> = { subject: 200, message: 3000 };

export type TemplateProblem =
  | { code: 'empty' }
  | { code: 'too-long'; most: number }
  /** As typed, without its braces. */
  | { code: 'unknown'; placeholder: string };

const BRACES = /\{([^{}\n]*)\}/g;
const LINK = '{link}';

const isPlaceholder = (name: string): name is Placeholder => PLACEHOLDERS.some((known) => known === name);

/** null: it can be used. */
export function checkTemplate(part: keyof ReminderTemplates, text: string): TemplateProblem | null {
  if (text.trim() === '') return { code: 'empty' };
  if (text.length > LONGEST[part]) return { code: 'too-long', most: LONGEST[part] };
  for (const [, name = ''] of text.matchAll(BRACES))
    if (!isPlaceholder(name)) return { code: 'unknown', placeholder: name };
  return null;
}

/**
 * Each placeholder once, so that braces in a value stay as they are. Without a link, lines that name it are left out,
 * with the gap that they leave.
 */
export function fillTemplate(
  template: string,
  values: Record<Exclude<Placeholder, 'link'>, string> & { link: string | null },
): string {
  const { link } = values;
  const lines = template.split('\n').filter((line) => link !== null || !line.includes(LINK));
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(BRACES, (typed, name: string) => (isPlaceholder(name) ? (values[name] ?? '') : typed))
    .trim();
}
