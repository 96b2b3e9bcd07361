/**
 * The import rules of docs/architecture.md, checked on every `npm test`.
 * A rule names who may not enter which room; its comment is what a person reads when it fails.
 */
const tests = '\\.test\\.tsx?$|\\.fixture\\.ts$';
const pages = ['^components/', '^entrypoints/(popup|options|dashboard)/'];
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
      'model-imports-nothing',
      'lib/model holds the words that every room shares.',
      { path: '^lib/model/' },
      { pathNot: '^lib/model/' },
    ),
    rule(
      'billing-is-pure',
      'lib/billing imports the model and exact arithmetic, nothing else.',
      { path: '^lib/billing/' },
      { pathNot: ['^lib/(billing|model)/', '^node_modules/fraction\\.js/'] },
    ),
    rule(
      'stripe-vault-store-apart',
      'lib/stripe, lib/vault and lib/store do not know each other; lib/refresh and lib/accounts compose them.',
      { path: '^lib/(stripe|vault|store)/' },
      { path: '^lib/(stripe|vault|store|refresh|accounts)/', pathNot: '^lib/$1/' },
    ),
    rule(
      'store-announces',
      'A write announces itself once it is stored (lib/store/db/write.ts); nothing else of messaging is for the store.',
      { path: '^lib/store/' },
      { path: '^lib/messaging/', pathNot: '^lib/messaging/announce\\.ts$' },
    ),
    rule(
      'one-way-to-write',
      'Writes go through lib/store/db/write.ts, which checks the revision and announces.',
      { path: '^(lib|components|entrypoints)/', pathNot: [tests, '^lib/store/db/'] },
      { path: '^lib/store/db/transaction\\.ts$' },
    ),
    rule(
      'clients-is-of-the-pages',
      'lib/clients reads the store for pages; it does not talk to Stripe or the vault.',
      { path: '^lib/clients/' },
      { path: '^lib/(stripe|vault|refresh|accounts|guards)/' },
    ),
    rule(
      'below-the-clients',
      'What composes the vault, Stripe and the store knows nothing of pages.',
      { path: '^lib/(stripe|vault|store|refresh|accounts|guards|messaging)/' },
      { path: '^lib/(clients|i18n)/' },
    ),
    rule(
      'pages-stay-out',
      'Pages and components read billing, store and messaging; never stripe, vault or refresh.',
      { path: pages },
      { path: '^lib/(stripe|vault|refresh|accounts|guards)/' },
    ),
    rule(
      'kit-knows-no-client',
      'components/kit imports nothing of the project but lib/i18n.',
      { path: '^components/kit/' },
      { path: '^(lib|components|entrypoints)/', pathNot: ['^components/kit/', '^lib/i18n/'] },
    ),
    rule(
      'background-has-no-page',
      'The background renders nothing.',
      { path: '^entrypoints/background/' },
      { path: ['^components/', '^node_modules/react'] },
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
