/**
 * The import rules of docs/architecture.md, checked on every `npm test`.
 * A rule names who may not enter which room; the comment is what a person reads when it fails.
 */
const tests = '\\.test\\.tsx?$|\\.fixture\\.ts$';
const rule = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: tests, ...from },
  to,
});

module.exports = {
  forbidden: [
    rule('no-circles', 'Files that import each other cannot be read alone.', {}, { circular: true }),
    rule(
      'billing-is-pure',
      'lib/billing imports nothing of the project; from outside only the exact arithmetic.',
      { path: '^lib/billing/' },
      { pathNot: ['^lib/billing/', '^node_modules/fraction\\.js/'] },
    ),
    rule(
      'stripe-vault-store-apart',
      'lib/stripe, lib/vault and lib/store do not know each other; lib/refresh composes them.',
      { path: '^lib/(stripe|vault|store)/' },
      { path: '^lib/(stripe|vault|store|refresh|messaging)/', pathNot: '^lib/$1/' },
    ),
    rule(
      'pages-stay-out',
      'Pages and components read billing, store and messaging; never stripe, vault or refresh.',
      { path: ['^components/', '^entrypoints/(popup|options|dashboard)/'] },
      { path: '^lib/(stripe|vault|refresh|connect|guards)/' },
    ),
    rule(
      'nothing-imports-entrypoints',
      'Entrypoints are wiring.',
      { path: '^(lib|components)/' },
      { path: '^entrypoints/' },
    ),
    rule(
      'lib-has-no-react',
      'lib/ holds rules and I/O, not pages.',
      { path: '^lib/' },
      { path: '^(components/|node_modules/react)' },
    ),
    rule(
      'stripe-sdk-in-one-room',
      'Only lib/stripe knows Stripe.',
      { path: '^(lib|components|entrypoints)/', pathNot: [tests, '^lib/stripe/'] },
      { path: '^node_modules/stripe/' },
    ),
    rule(
      'no-tests-in-product',
      'The product holds no test code.',
      { path: '^(lib|components|entrypoints)/' },
      { path: '^tests/' },
    ),
    rule('nothing-unresolved', 'Every import resolves.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
