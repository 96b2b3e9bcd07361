/**
 * What a person with a screen reader would be told: role, name, description and state of what is on a page.
 * The function below runs inside the page, so it uses nothing from outside itself. The same code runs in both
 * browsers; `smoke.e2e.ts` compares its answers with Chromium's own.
 */

/** How a name is asked for. RegExp cannot cross into the page, so a pattern is its source. */
export type NameQuery =
  | { is: string }
  | { starts: string }
  | { contains: string }
  | { matches: string; flags: string }
  | { any: true };

export interface Step {
  /** A role, or 'text': the innermost elements with this very text. */
  role: string;
  name: NameQuery;
  /** Only the n-th of what is found, from 0. */
  nth?: number;
}

export interface Seen {
  role: string;
  name: string;
  description: string;
  /** What it reads as, blanks collapsed. */
  text: string;
  /** Value of a field. */
  value: string;
  disabled: boolean;
  checked: boolean;
  expanded: boolean | null;
  /** A field that shows dots. */
  masked: boolean;
  focused: boolean;
  /** The descendant that keyboard focus points at (aria-activedescendant), by its name. */
  active: string | null;
}

export interface Query {
  steps: Step[];
  /** 'element': the only match; 'seen': all matches described; 'outline': what is there instead. */
  want: 'element' | 'seen' | 'outline';
}

export function aria(query: Query): Element | null | Seen[] | string[] {
  const NAMED_BY_CONTENT = new Set(
    'button cell checkbox columnheader gridcell heading link menuitem menuitemcheckbox menuitemradio option radio row rowheader switch tab tooltip treeitem'.split(
      ' ',
    ),
  );
  const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();

  const modal = [...document.querySelectorAll('dialog')].filter((dialog) => dialog.matches(':modal')).pop();
  const visible = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) &&
    !element.closest('[aria-hidden="true"], [inert]') &&
    (!modal || modal.contains(element) || element.contains(modal));

  const idsOf = (element: Element, attribute: string): Element[] =>
    (element.getAttribute(attribute) ?? '')
      .split(/\s+/)
      .map((id) => (id ? document.getElementById(id) : null))
      .filter((found) => found !== null);

  const inputRole = (input: HTMLInputElement): string => {
    const list = input.hasAttribute('list');
    switch (input.type) {
      case 'button':
      case 'submit':
      case 'reset':
      case 'image':
        return 'button';
      case 'checkbox':
      case 'radio':
        return input.type;
      case 'range':
        return 'slider';
      case 'number':
        return 'spinbutton';
      case 'search':
        return list ? 'combobox' : 'searchbox';
      case 'text':
      case 'email':
      case 'tel':
      case 'url':
        return list ? 'combobox' : 'textbox';
      case 'password':
        return 'textbox';
      case 'date':
      case 'month':
        return 'date';
      default:
        return '';
    }
  };

  const roleOf = (element: Element): string => {
    const explicit = (element.getAttribute('role') ?? '').split(/\s+/).find((role) => role !== '');
    if (explicit) return explicit;
    const tag = element.localName;
    switch (tag) {
      case 'a':
      case 'area':
        return element.hasAttribute('href') ? 'link' : '';
      case 'input':
        return inputRole(element as HTMLInputElement);
      case 'select': {
        const select = element as HTMLSelectElement;
        return select.multiple || select.size > 1 ? 'listbox' : 'combobox';
      }
      case 'img':
        return element.getAttribute('alt') === '' ? '' : 'img';
      case 'section':
        return labelOf(element) ? 'region' : '';
      case 'form':
        return labelOf(element) ? 'form' : '';
      case 'th':
        return element.getAttribute('scope') === 'row' ? 'rowheader' : 'columnheader';
      case 'header':
        return element.closest('article, aside, main, nav, section') ? '' : 'banner';
      case 'footer':
        return element.closest('article, aside, main, nav, section') ? '' : 'contentinfo';
      case 'li':
        return element.closest('ul, ol, menu, [role="list"]') ? 'listitem' : '';
    }
    const plain: Record<string, string> = {
      article: 'article',
      aside: 'complementary',
      button: 'button',
      caption: 'caption',
      dd: 'definition',
      details: 'group',
      dialog: 'dialog',
      dt: 'term',
      fieldset: 'group',
      figure: 'figure',
      h1: 'heading',
      h2: 'heading',
      h3: 'heading',
      h4: 'heading',
      h5: 'heading',
      h6: 'heading',
      hr: 'separator',
      main: 'main',
      menu: 'list',
      meter: 'meter',
      nav: 'navigation',
      ol: 'list',
      optgroup: 'group',
      option: 'option',
      output: 'status',
      progress: 'progressbar',
      search: 'search',
      table: 'table',
      tbody: 'rowgroup',
      td: 'cell',
      textarea: 'textbox',
      tfoot: 'rowgroup',
      thead: 'rowgroup',
      tr: 'row',
      ul: 'list',
    };
    return plain[tag] ?? '';
  };

  const pseudo = (element: Element, which: '::before' | '::after'): string => {
    const { content } = getComputedStyle(element, which);
    const [, drawn, alternative] = /^"((?:[^"\\]|\\.)*)"(?: \/ "(.*)")?$/.exec(content) ?? [];
    return alternative ?? drawn ?? '';
  };

  /** Text alternative of what is inside, in order (accname 1.2, step 2F). */
  const contentOf = (element: Element): string => {
    let text = pseudo(element, '::before');
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) text += node.textContent ?? '';
      if (!(node instanceof Element)) continue;
      if (node.getAttribute('aria-hidden') === 'true' || !node.checkVisibility({ visibilityProperty: true }))
        continue;
      const style = getComputedStyle(node);
      const part = partOf(node);
      text += style.display.startsWith('inline') || style.display === 'contents' ? part : ` ${part} `;
    }
    return text + pseudo(element, '::after');
  };

  const partOf = (element: Element): string => {
    const label = element.getAttribute('aria-label');
    if (label?.trim()) return label;
    if (element instanceof HTMLImageElement) return element.alt;
    if (element instanceof SVGElement) return element.querySelector('title')?.textContent ?? '';
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element.value;
    if (element instanceof HTMLSelectElement) return element.selectedOptions[0]?.text ?? '';
    return contentOf(element) || (element.getAttribute('title') ?? '');
  };

  /** A name given by the author: aria-labelledby, aria-label. */
  const labelOf = (element: Element): string => {
    const by = idsOf(element, 'aria-labelledby').map((label) => collapse(partOf(label)));
    if (by.join('') !== '') return collapse(by.join(' '));
    return collapse(element.getAttribute('aria-label') ?? '');
  };

  const nativeName = (element: Element): string => {
    if (element instanceof HTMLInputElement && ['button', 'submit', 'reset'].includes(element.type))
      return element.value;
    const labels = (element as Partial<HTMLInputElement>).labels;
    if (labels && labels.length > 0 && !(element instanceof HTMLButtonElement))
      return [...labels]
        .map((label) => {
          // The field itself is no part of its label.
          let text = '';
          const walk = (node: Node): void => {
            if (node === element) return;
            if (node.nodeType === Node.TEXT_NODE) text += node.textContent ?? '';
            else if (node instanceof Element && node !== label && !node.contains(element)) {
              if (node.getAttribute('aria-hidden') !== 'true' && node.checkVisibility())
                text += ` ${partOf(node)} `;
            } else for (const child of node.childNodes) walk(child);
          };
          walk(label);
          return collapse(text);
        })
        .join(' ');
    const own: Record<string, string> = { table: 'caption', fieldset: 'legend', figure: 'figcaption' };
    const titled = own[element.localName];
    const title = titled ? element.querySelector(`:scope > ${titled}`) : null;
    if (title) return contentOf(title);
    if (element instanceof HTMLImageElement) return element.alt;
    if (element instanceof SVGElement) return element.querySelector(':scope > title')?.textContent ?? '';
    return '';
  };

  const nameOf = (element: Element, role: string): string => {
    const label = labelOf(element);
    if (label) return label;
    const native = collapse(nativeName(element));
    if (native) return native;
    if (NAMED_BY_CONTENT.has(role)) {
      const content = collapse(contentOf(element));
      if (content) return content;
    }
    // Plain text has no name of its own: there, a title is a description.
    if (role === '') return '';
    return collapse(element.getAttribute('title') ?? element.getAttribute('placeholder') ?? '');
  };

  const descriptionOf = (element: Element, name: string): string => {
    const by = idsOf(element, 'aria-describedby').map((found) => collapse(found.textContent ?? ''));
    if (by.join('') !== '') return collapse(by.join(' '));
    const own = collapse(element.getAttribute('aria-description') ?? '');
    if (own) return own;
    const title = collapse(element.getAttribute('title') ?? '');
    return title === name ? '' : title;
  };

  const fits = (name: string, wanted: NameQuery): boolean => {
    if ('any' in wanted) return true;
    if ('is' in wanted) return name === wanted.is;
    if ('starts' in wanted) return name.startsWith(wanted.starts);
    if ('contains' in wanted) return name.includes(wanted.contains);
    return new RegExp(wanted.matches, wanted.flags).test(name);
  };

  // As rendered: what is hidden is not read.
  const textOf = (element: Element): string =>
    // biome-ignore lint/performance/useDomNodeTextContent: the rendered text is what is wanted
    collapse(element instanceof HTMLElement ? element.innerText : (element.textContent ?? ''));

  const find = (scope: Element, step: Step): Element[] => {
    const inside = [...scope.querySelectorAll('*')].filter(visible);
    let found: Element[];
    if (step.role === 'text') {
      const all = inside.filter((element) => fits(textOf(element), step.name));
      found = all.filter((element) => !all.some((other) => other !== element && element.contains(other)));
    } else {
      found = inside.filter((element) => {
        const role = roleOf(element);
        return role === step.role && fits(nameOf(element, role), step.name);
      });
    }
    if (step.nth === undefined) return found;
    const only = found[step.nth];
    return only ? [only] : [];
  };

  const stateOf = (element: Element): Seen => {
    const role = roleOf(element);
    const name = nameOf(element, role);
    const field = element as Partial<HTMLInputElement>;
    const expanded = element.getAttribute('aria-expanded');
    const [active] = idsOf(element, 'aria-activedescendant');
    return {
      role,
      name,
      description: descriptionOf(element, name),
      text: textOf(element),
      value:
        element instanceof HTMLSelectElement
          ? (element.selectedOptions[0]?.text ?? '')
          : (field.value?.toString() ?? element.getAttribute('aria-valuetext') ?? ''),
      disabled: element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true',
      checked: field.checked === true || element.getAttribute('aria-checked') === 'true',
      expanded: expanded === null ? null : expanded === 'true',
      masked: field.type === 'password',
      focused: document.activeElement === element,
      active: active ? nameOf(active, roleOf(active)) : null,
    };
  };

  let scopes: Element[] = [document.documentElement];
  let reached = 0;
  for (const step of query.steps) {
    const next = scopes.flatMap((scope) => find(scope, step));
    if (next.length === 0) {
      if (query.want === 'outline') break;
      return query.want === 'seen' ? [] : null;
    }
    scopes = [...new Set(next)];
    reached += 1;
  }
  if (query.want === 'seen') return scopes.map(stateOf);
  if (query.want === 'element') return scopes.length === 1 ? (scopes[0] ?? null) : null;

  const lines: string[] = [`found ${reached} of ${query.steps.length} steps; what is there:`];
  const outline = (element: Element, depth: number): void => {
    if (!visible(element)) return;
    const role = roleOf(element);
    const inner = role ? depth + 1 : depth;
    if (role) {
      const seen = stateOf(element);
      const leaf = element.childElementCount === 0 && !seen.name ? ` (${seen.text.slice(0, 80)})` : '';
      const more = seen.description ? ` – ${seen.description.slice(0, 100)}` : '';
      lines.push(
        `${'  '.repeat(depth)}${role} "${seen.name.slice(0, 100)}"${leaf}${more}${seen.disabled ? ' [disabled]' : ''}`,
      );
    }
    for (const child of element.children) outline(child, inner);
  };
  for (const scope of scopes.slice(0, 3)) outline(scope, 0);
  if (lines.length === 1)
    lines.push(`no roles at all; the text is: ${document.body ? textOf(document.body) : ''}`);
  return lines.slice(0, 120);
}
