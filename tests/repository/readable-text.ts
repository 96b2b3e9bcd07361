import ts from 'typescript';

/** A text in the sources that a person would read, and where it is. */
export interface Found {
  at: string;
  text: string;
}

/** Attributes and properties whose string reaches a person. */
const SPOKEN =
  /^(aria-label|aria-description|aria-roledescription|aria-valuetext|aria-placeholder|alt|title|placeholder|label|lead|description|text|state|meaning|message|hint|sentence|word|caption|summary|name|term|extra|progress|last|error|tooltip)$/;
/** Attributes that hold nothing but text for a person. */
const HEARD = /^(aria-label|aria-description|aria-valuetext|alt|placeholder|title)$/;
/** Two words divided by a space, or one with a capital that ends like a word. */
const SENTENCE = /\p{L}[\p{L}’'…,.:]*\s+(?:[\p{L}(“\d]|–|·)|^\p{Lu}\p{Ll}+ …/u;
const WORD = /^\p{Lu}[\p{Ll}-]+[.:!?…]?$/u;
/** "querySelector" of `element?.querySelector(…)`. */
function calledName(called: ts.Expression): string {
  if (ts.isIdentifier(called)) return called.text;
  return ts.isPropertyAccessExpression(called) ? called.name.text : '';
}

const COMPARISONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** `event.key === 'Escape'` */
const isCompared = (node: ts.Node): boolean =>
  ts.isStringLiteral(node) &&
  ts.isBinaryExpression(node.parent) &&
  COMPARISONS.has(node.parent.operatorToken.kind);
/** Where text is no one's to read: addresses of modules, types, errors for developers, names of CSS classes. */
const isCode = (node: ts.Node): boolean =>
  isCompared(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isTypeNode(node) ||
  ts.isThrowStatement(node) ||
  (ts.isNewExpression(node) && /Error$/.test(calledName(node.expression))) ||
  (ts.isCallExpression(node) &&
    /^(t|t[A-Z]\w*|rich|classNames|querySelector)$/.test(calledName(node.expression))) ||
  (ts.isJsxAttribute(node) &&
    /^(className|style|d|viewBox|path|href|src|points|transform|rel|role|id|name)$/.test(
      node.name.getText(),
    ));

const nameOf = (node: ts.Node): string | null => {
  if (ts.isJsxAttribute(node)) return node.name.getText();
  if (ts.isPropertyAssignment(node)) return node.name.getText().replace(/['"]/g, '');
  return null;
};

/** The name of what the text is given to: an attribute, a property; null: neither. */
function givenTo(node: ts.Node): string | null {
  for (let at = node.parent; at; at = at.parent) {
    const name = nameOf(at);
    if (name !== null) return name;
    const passes =
      ts.isConditionalExpression(at) ||
      ts.isJsxExpression(at) ||
      ts.isParenthesizedExpression(at) ||
      ts.isTemplateSpan(at) ||
      ts.isTemplateExpression(at) ||
      ts.isBinaryExpression(at);
    if (!passes) return null;
  }
  return null;
}

/** Is it the text of an element: in braces between its tags? */
const isChild = (node: ts.Node): boolean => {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isJsxExpression(at)) return ts.isJsxElement(at.parent) || ts.isJsxFragment(at.parent);
    if (
      !ts.isConditionalExpression(at) &&
      !ts.isBinaryExpression(at) &&
      !ts.isParenthesizedExpression(at) &&
      !ts.isTemplateSpan(at) &&
      !ts.isTemplateExpression(at)
    )
      return false;
    if (
      ts.isBinaryExpression(at) &&
      at.operatorToken.kind >= ts.SyntaxKind.LessThanToken &&
      at.operatorToken.kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken
    )
      return false;
  }
  return false;
};

/** Every text of a file that a person would read and that is not from the catalogue. */
export function readableText(path: string, source: string): Found[] {
  const file = ts.createSourceFile(
    path,
    source,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: Found[] = [];
  const add = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push({ at: `${path}:${line + 1}`, text: text.trim().replace(/\s+/g, ' ') });
  };
  const visit = (node: ts.Node): void => {
    if (isCode(node)) return;
    if (ts.isJsxText(node)) {
      if (/\p{L}/u.test(node.text)) add(node, node.text);
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
        : node.text;
      const name = givenTo(node);
      const isShown =
        name !== null && HEARD.test(name)
          ? /\p{L}/u.test(text)
          : (name !== null && SPOKEN.test(name)) || isChild(node)
            ? /\p{Lu}\p{Ll}|\p{L}{2,}\s|\s\p{L}{2,}/u.test(text)
            : SENTENCE.test(text) || WORD.test(text);
      if (isShown) add(node, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
