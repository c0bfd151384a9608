// The dependency rule of the flow (ARCHITECTURE.md): one row per folder, what it may import besides itself.
// A folder that isn't in the table is an error. scripts/check.mjs proves that every file was read.

/** Packages by folder; `node:` modules are free outside the pure folders. */
const table = {
  domain: { folders: [], packages: [] },
  wire: { folders: ['domain'], packages: ['zod'] },
  compose: { folders: ['domain'], packages: ['i18next', 'sms-segments-calculator', 'twitter-text'] },
  formats: { folders: ['domain'], packages: ['fast-xml-parser', 'xml-crypto'] },
  platform: { folders: ['domain', 'wire'] },
  speech: { folders: ['domain', 'formats', 'platform'] },
  store: { folders: ['domain', 'platform'] },
  channels: { folders: ['domain', 'formats', 'wire', 'platform', 'speech'] },
  headquarters: { folders: ['domain', 'formats', 'wire', 'store', 'platform'] },
  residents: { folders: ['domain', 'formats', 'wire', 'store', 'platform', 'speech'] },
  officers: { folders: ['domain', 'formats', 'wire', 'store', 'platform'] },
  live: { folders: ['domain', 'formats', 'wire', 'store', 'platform'] },
  dispatch: { folders: ['domain', 'wire', 'store', 'platform'] },
  receipts: { folders: ['domain', 'wire', 'store', 'platform'] },
  desk: {
    folders: ['domain', 'compose', 'formats', 'wire', 'store', 'platform', 'speech'],
    files: ['^src/channels/[^/]+\\.limits\\.ts$'],
  },
  intake: { folders: ['domain', 'formats', 'wire', 'store', 'platform', 'desk'] },
  drill: { folders: ['domain', 'wire', 'store', 'platform', 'intake', 'desk'] },
  'radio-gateway': { folders: ['domain', 'formats', 'wire', 'platform', 'speech'] },
  'virtual-town': { folders: ['domain', 'formats', 'wire', 'platform', 'radio-gateway'] },
};

const pure = ['domain', 'compose', 'formats'];
const top = '^src/(cli/|main\\.ts$|app\\.module\\.ts$|hub(\\.channels)?\\.ts$|http\\.ts$)';

const folderRules = Object.entries(table).map(([folder, { folders, files = [] }]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: `src/${folder} may import only: ${folders.join(', ') || 'nothing'}`,
  from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^(src|test|bench|web)/', pathNot: [`^src/(${[folder, ...folders].join('|')})/`, ...files] },
}));

const packageRules = Object.entries(table)
  .filter(([, { packages }]) => packages !== undefined)
  .map(([folder, { packages }]) => ({
    name: `${folder}-packages`,
    severity: 'error',
    comment: `src/${folder} may use only these packages: ${packages.join(', ') || 'none'}`,
    from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'],
      pathNot: packages.map((name) => `node_modules/${name}/`),
    },
  }));

export default {
  forbidden: [
    ...folderRules,
    ...packageRules,
    {
      name: 'pure-folders-do-no-io',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'folder-not-in-the-table',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(${[...Object.keys(table), 'cli'].join('|')})/` },
    },
    {
      name: 'nobody-imports-the-top',
      severity: 'error',
      from: { path: '^src/', pathNot: [top, '\\.test\\.ts$'] },
      to: { path: top },
    },
    {
      name: 'web-imports',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(domain|wire)/', '^src/compose/size\\.ts$', '^src/channels/[^/]+\\.limits\\.ts$'],
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'sql-only-in-store',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/|\\.test\\.ts$' },
      to: { path: 'node_modules/(typeorm|better-sqlite3|pg)/' },
    },
    {
      name: 'unresolved',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: '^\\./demo' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
