// npm run lock: after `npm install`, adds the lock file's missing platform packages, so that `npm ci` accepts it.
// npm leaves an optional platform package out of the lock where the registry did not have it at that moment, and then
// refuses its own lock file. The entries say for which system each is; none of them is installed elsewhere.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = ['darwin', 'win32', 'android', 'freebsd', 'linux', 'openharmony'];
const processors = [
  ['arm64', /arm64|aarch64/],
  ['x64', /x64/],
  ['ia32', /ia32/],
  ['ppc64', /ppc64/],
  ['s390x', /s390x/],
  ['riscv64', /riscv64/],
  ['loong64', /loong64/],
  ['wasm32', /wasm/],
  ['arm', /arm/],
];

const missing = Object.entries(lock.packages).flatMap(([owner, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(
      ([name]) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${owner}/node_modules/${name}`],
    )
    .map(([name, version]) => ({ name, version, owner: entry })),
);
for (const { name, version, owner } of missing) {
  if (!/^\d/.test(version)) throw new Error(`${name}: a range (${version}) cannot be completed`);
  const system = systems.find((one) => name.includes(one));
  const [processor] = processors.find(([, pattern]) => pattern.test(name.split('/').pop())) ?? [];
  if (!processor) throw new Error(`${name}: for which processor?`);
  lock.packages[`node_modules/${name}`] = {
    version,
    cpu: [processor],
    ...(owner.dev ? { dev: true } : {}),
    ...(owner.license ? { license: owner.license } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  };
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${missing.length} platform packages added`);
