/** Who may import whom: the folders of docs/architecture.md, one rule each. `test/boundaries` breaks every one of them. */

/** Folders of main that are services: what other folders see of them is their index.ts. */
const services = [
  'bench',
  'chat',
  'documents',
  'jobs',
  'models',
  'network',
  'process',
  'runtime',
  'settings',
  'store',
  'tokenizer',
];
const service = `^main/(${services.join('|')})/`;
const faces = [
  '^main/[^/]+/index\\.ts$',
  // What a process answers, and where its code is.
  '^main/[^/]+/interface\\.ts$',
  '^main/process/entries\\.ts$',
  // The store's table modules; the converter, which the command line uses without the rest of models.
  '^main/store/[^/]+\\.ts$',
  '^main/models/convert/index\\.ts$',
];

// The parser's visitor does not know `using` yet; for imports it is a declaration like any other.
const { Visitor } = require('@swc/core/Visitor.js');
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contract-knows-zod-alone',
      comment: 'The contract is read by the window and by the program; it brings nothing along.',
      severity: 'error',
      from: { path: '^preload/contract/' },
      to: { pathNot: ['^preload/contract/', '^node_modules/zod/'] },
    },
    {
      name: 'preload-knows-contract-and-electron',
      comment: 'A sandboxed preload script has nothing else.',
      severity: 'error',
      from: { path: '^preload/', pathNot: '^preload/contract/' },
      to: { pathNot: ['^preload/', '^node_modules/(electron|zod)/'] },
    },
    {
      name: 'window-knows-contract',
      comment: 'The window speaks to the program through the contract; it never sees Node or the program.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: ['^main/', '^preload/(?!contract/)', '^scripts/', '^test/'] },
    },
    {
      name: 'window-without-node',
      comment: 'There is no Node in the window.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'program-without-window',
      comment: 'A service never knows what shows its answers.',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: ['^renderer/', '^preload/(?!contract/|channel\\.ts$)', '^scripts/', '^test/'] },
    },
    {
      name: 'electron-at-the-door',
      comment: 'Everything but the Electron door runs in plain Node, too.',
      severity: 'error',
      from: { path: ['^main/', '^renderer/', '^preload/contract/'], pathNot: '^main/electron(/|\\.ts$)' },
      to: { path: ['(^|/)node_modules/electron/', '^electron$'] },
    },
    {
      name: 'doors-know-services-not-the-other-way',
      comment: 'A service does not know which front door called it.',
      severity: 'error',
      from: { path: service },
      to: { path: ['^main/(door|web|cli|electron|assets)(/|\\.ts$)', '^main/app\\.ts$'] },
    },
    {
      name: 'doors-apart',
      comment: 'The three front doors stand side by side; the command line may open the browser shell.',
      severity: 'error',
      from: { path: '^main/(web|electron)(/|\\.ts$)' },
      to: { path: '^main/(web|cli|electron)(/|\\.ts$)', pathNot: '^main/$1(/|\\.ts$)' },
    },
    {
      name: 'services-by-their-face',
      comment:
        'What a folder’s index.ts does not export is private to the folder. The store’s table modules are faces, too.',
      severity: 'error',
      from: { path: '^main/([^/]+)/' },
      to: { path: `${service}.+`, pathNot: ['^main/$1/', ...faces] },
    },
    {
      name: 'composition-by-faces',
      comment: 'What puts the services together knows their faces alone.',
      severity: 'error',
      from: { path: '^main/[^/]+$' },
      to: { path: `${service}.+`, pathNot: faces },
    },
    {
      name: 'network-through-the-gate',
      comment:
        'One place opens connections, asks the switch first and writes the ledger. (The parser takes them away.)',
      severity: 'error',
      from: {
        path: '^main/',
        pathNot: ['^main/network/', '^main/web/', '^main/documents/parser/confine\\.ts$'],
      },
      to: { path: '^(https?|net|tls|dns|dgram|http2|undici)$', dependencyTypes: ['core'] },
    },
    {
      name: 'tests-are-not-shipped',
      severity: 'error',
      from: { path: ['^main/', '^preload/', '^renderer/', '^scripts/'] },
      to: { path: '^test/' },
    },
    {
      name: 'only-what-is-declared',
      comment: 'A package that is used is in package.json. (mdast and hast are types alone.)',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], pathNot: '^(mdast|hast)$' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^test/boundaries/fixtures/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
