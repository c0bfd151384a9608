/**
 * One Jest project per tier; `npm test` runs them all but the browser's (`npm run test:browser`) and the long set,
 * `npm test -- --selectProjects unit` one, and `npm run test:long` what takes minutes by itself, and the whole of what `npm test` takes a part of (test/support/long.ts).
 */
const long = {
  alone: [
    ...['acceptance/night-drill', 'acceptance/demo', 'acceptance/compose'],
    ...['counterparts/speech', 'counterparts/speech-hub', 'counterparts/rtp', 'counterparts/lighthouse'],
  ],
  whole: ['acceptance/log-canary', 'contract/cap-mutants'],
};
const files = (names) => names.map((name) => `<rootDir>/test/${name}.test.ts`);

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The same in CommonJS: Jest has a word to say about each JSON file that the other form imports.
    '^libphonenumber-js$': '<rootDir>/node_modules/libphonenumber-js/index.cjs',
  },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true, tsx: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['<rootDir>/test/loopback-only.mjs'],
};
const project = (displayName, testMatch) => ({
  ...shared,
  displayName,
  testMatch,
  testPathIgnorePatterns: ['/node_modules/', ...long.alone.map((name) => `/${name}\\.`)],
});

export default {
  // A machine that does other things as well.
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/sequencer.mjs',
  projects: [
    project('unit', ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/locales/**/*.test.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.test.ts']),
    {
      ...project('engine', ['<rootDir>/test/engine/**/*.test.ts']),
      // Several processes on one database, and what becomes of them when it is away.
      testPathIgnorePatterns: ['/engine/postgres/'],
    },
    {
      // What is not about SQLite's own files, and doesn't compare both engines itself.
      ...project(
        'engine-postgres',
        [
          'dispatcher',
          'troubles',
          'progress',
          'fence',
          'order',
          'time',
          'unsure',
          'expansion',
          'expansion-order',
          'pump',
          'maintenance',
          'taken-off',
          'duty-session',
          'subscription',
          'commands',
          'stop',
          'opt-out',
          'call-again',
          'early-receipts',
          'relisten',
          'ringing',
          'situation',
          'feed',
          'alert-list',
          'left-out',
          'chronology',
          'attachments',
          'extend',
          'postgres/*',
        ].map((name) => `<rootDir>/test/engine/${name}.test.ts`),
      ),
      globals: { testedEngine: 'postgres' },
      globalSetup: '<rootDir>/test/support/postgres-for-all.mjs',
      globalTeardown: '<rootDir>/test/support/postgres-for-all.end.mjs',
    },
    // Against programs that nobody here wrote: npm ci --prefix test/counterparts, and packages from Debian.
    project('counterparts', ['<rootDir>/test/counterparts/**/*.test.ts']),
    project('acceptance', ['<rootDir>/test/acceptance/**/*.test.ts']),
    project('browser', ['<rootDir>/test/browser/**/*.test.ts']),
    project('chaos', ['<rootDir>/test/chaos/**/*.test.ts']),
    {
      ...project('long', files([...long.alone, ...long.whole])),
      testPathIgnorePatterns: [],
      globals: { long: true },
    },
  ],
};
