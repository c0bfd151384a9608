// npm run check: types, lint, format, dependency rule, unused code, complete locales. Two at a time; under a minute.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** Runs a program of node_modules; its output is the failure's text. */
async function program(path, ...args) {
  try {
    const { stdout } = await run(join(root, 'node_modules', path), args, { cwd: root, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || String(error));
  }
}

const tool = (name, ...args) => program(join('.bin', name), ...args);

/** By the native compiler, three times as fast; ESLint and Nest need the API of version 6, which version 7 does not have. */
const types = (project) => program('typescript-7/bin/tsc', '--noEmit', '-p', project);

const filesBelow = (folder, pattern) =>
  readdirSync(join(root, folder), { recursive: true }).filter((name) => pattern.test(name)).length;

/** dependency-cruiser exits 0 when it reads no .ts file at all: so the modules it read are counted. */
async function dependencies() {
  const report = JSON.parse(
    await tool('depcruise', '--config', '.dependency-cruiser.mjs', '-T', 'json', 'src', 'web').catch(
      (error) => error.message,
    ),
  );
  const read = report.modules.filter(({ source }) => /^(src|web)\/.*\.tsx?$/.test(source)).length;
  const there = filesBelow('src', /\.tsx?$/) + filesBelow('web', /\.tsx?$/);
  if (read < there) throw new Error(`read ${read} modules of ${there} files`);
  const { violations } = report.summary;
  if (violations.length > 0)
    throw new Error(violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).join('\n'));
  return `${read} modules`;
}

/** Files that must be complete, and in which languages: every key of the Japanese file, with the same {{variables}}. */
const complete = {
  'console.json': ['en'],
  'resident.json': ['en'],
  'errors.json': ['en'],
  'errors.compose.json': ['en'],
  'desk.json': ['en'],
};

/** Sentences that name something in the reader's own language: another variable in each. */
const ownVariables = new Set(['app.town']);

function locales() {
  const flat = (value, path = '') =>
    typeof value === 'string'
      ? [[path, value]]
      : Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? `${path}.${key}` : key));
  const read = (language, file) =>
    new Map(flat(JSON.parse(readFileSync(join(root, 'locales', language, file), 'utf8'))));
  const variables = (text) =>
    [...text.matchAll(/\{\{\s*([\w.]+)/g)]
      .map(([, name]) => name)
      .sort()
      .join();
  const faults = [];
  for (const [file, languages] of Object.entries(complete)) {
    if (!existsSync(join(root, 'locales', 'ja', file))) continue;
    const source = read('ja', file);
    for (const language of languages) {
      const other = read(language, file);
      // English has plurals where Japanese has none: a key's plural forms stand for it.
      const stem = (key) => key.replace(/_(zero|one|two|few|many|other)$/, '');
      const [have, want] = [
        new Map([...other].map(([key, text]) => [stem(key), text])),
        new Map([...source].map(([key, text]) => [stem(key), text])),
      ];
      for (const [key, text] of want)
        if (!have.has(key)) faults.push(`${language}/${file}: ${key} is missing`);
        else if (!ownVariables.has(key) && variables(text) !== variables(have.get(key)))
          faults.push(`${language}/${file}: ${key} has other variables`);
      for (const key of have.keys())
        if (!want.has(key)) faults.push(`${language}/${file}: ${key} is not in ja`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return `${Object.keys(complete).length} kinds of files`;
}

/** The picture of the flow, the list of errors and the routes in the docs are those of the code. */
async function docs() {
  await run(process.execPath, ['scripts/docs-flow.mjs', '--check'], { cwd: root });
  await run(process.execPath, ['scripts/docs-errors.mjs', '--check'], { cwd: root });
  await run(process.execPath, ['scripts/docs-api.mjs'], { cwd: root });
  await run(process.execPath, ['scripts/docs-openapi.mjs', '--check'], { cwd: root });
  await run(process.execPath, ['scripts/docs-authorization.mjs', '--check'], { cwd: root });
  await run(process.execPath, ['scripts/docs-radio.mjs', '--check'], { cwd: root });
}

/** What takes longest first, so that neither lane is left alone with it at the end. */
const checks = [
  [
    'lint',
    () =>
      tool('eslint', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint', '.'),
  ],
  ['format', () => tool('prettier', '--check', '--cache', '.')],
  ['types', () => types('tsconfig.check.json')],
  ['dependency rule', dependencies],
  ['unused code', () => tool('knip', '--cache')],
  ['types of the web', () => types('tsconfig.web.json')],
  ['docs', docs],
  ['locales', async () => locales()],
];

const started = Date.now();
let failed = 0;
const queue = [...checks];
await Promise.all(
  [0, 1].map(async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const [name, work] = check;
      const from = Date.now();
      try {
        await work();
        console.log(`ok    ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed++;
        console.log(`FAIL  ${name}\n${error.message}`);
      }
    }
  }),
);
console.log(
  `check: ${checks.length - failed} of ${checks.length} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
