// Writes docs/errors.md from the hub's own sentences (locales/<tag>/errors*.json), the HTTP status that the code gives
// each, and the advice in docs/errors-advice.json. `--check` only says whether it is current (exit 1 when not).
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildServer } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

await buildServer();
const { statusOfRefusal } = await import('../dist/platform/problem.js');
const { faultCodes } = await import('../dist/channels/fault.js');

/** Codes that stand on a delivery instead of in an answer: what a channel said, and what the hub itself adds. */
const onDelivery = new Set([
  ...faultCodes,
  'hub.bug',
  'delivery.given-up',
  'delivery.rerouted',
  'manual.could-not',
]);

/** Codes that only commands answer. */
const onCommand = /^(backup|restore)\./;
const placeOf = (code) => {
  if (onDelivery.has(code)) return 'on a delivery';
  return onCommand.test(code) ? 'of a command' : `HTTP ${statusOfRefusal(code)}`;
};

const files = readdirSync(join(root, 'locales', 'ja')).filter((name) => /^errors(\..+)?\.json$/.test(name));
const sentences = (language) => Object.assign({}, ...files.map((file) => json('locales', language, file)));
const [ja, en] = [sentences('ja'), sentences('en')];
const codes = Object.keys(ja).sort();
const advice = json('docs', 'errors-advice.json');

/** The advice for a code, or for its group (`version.*`). */
const adviceFor = (code) => advice[code] ?? advice[`${code.split('.')[0]}.*`];

const faults = [
  ...codes.filter((code) => en[code] === undefined).map((code) => `${code} has no English sentence`),
  ...codes.filter((code) => adviceFor(code) === undefined).map((code) => `${code} has no advice`),
  ...Object.keys(advice)
    .filter((key) => !codes.some((code) => code === key || `${code.split('.')[0]}.*` === key))
    .map((key) => `the advice for ${key} belongs to no code`),
];
if (faults.length > 0) {
  for (const fault of faults) console.error(`errors: ${fault}`);
  process.exit(1);
}

const entry = (code) =>
  [
    `### ${code}`,
    '',
    `<a id="${code}"></a>${placeOf(code)}`,
    '',
    `- ja: ${ja[code]}`,
    `- en: ${en[code]}`,
    `- What to do: ${adviceFor(code)}`,
    '',
  ].join('\n');

const head = `# Errors

Every refusal of the hub has a code. Over HTTP it comes as \`application/problem+json\` (RFC 9457): \`code\`, the sentence
as \`title\` in Japanese or English (by \`Accept-Language\`), \`vars\`, and \`type\` = \`/docs/errors#<code>\`. A code marked
"on a delivery" stands on one delivery instead, with the provider's own code beside it, and is shown on the alert's page.
One "of a command" is said by \`todoku backup\` or \`todoku restore\`.

This page is generated: \`node scripts/docs-errors.mjs\` (sentences from \`locales/\`, advice from
\`docs/errors-advice.json\`).

<!-- prettier-ignore-start -->
`;
const wanted = `${head}\n${codes.map(entry).join('\n')}\n<!-- prettier-ignore-end -->\n`;
const path = join(root, 'docs', 'errors.md');
const current = existsSync(path) && readFileSync(path, 'utf8') === wanted;
if (!process.argv.includes('--check')) writeFileSync(path, wanted);
else if (!current) {
  console.error('docs/errors.md is not current: run node scripts/docs-errors.mjs');
  process.exitCode = 1;
}
