// Draws docs/flow.svg and the dependency table of ARCHITECTURE.md from the rule in .dependency-cruiser.mjs, so that
// picture, table and check never differ. `--check` only says whether both are current (exit 1 when not).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import rules from '../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each folder is for, and its place in the picture (null: in the bar at the bottom). */
const folders = {
  intake: { says: 'reads telegrams', at: [190, 64] },
  drill: { says: 'plays scenarios', at: [20, 132] },
  desk: { says: 'every command', at: [360, 132] },
  compose: { says: 'texts (pure)', at: [392, 226] },
  dispatch: { says: 'sends what is due', at: [580, 64] },
  receipts: { says: 'hears what came', at: [612, 196] },
  channels: { says: 'one file a service', at: [770, 132] },
  headquarters: { says: 'log and its anchor', at: [20, 382] },
  officers: { says: 'sign-in, guard', at: [190, 382] },
  live: { says: 'sockets, state', at: [360, 382] },
  residents: { says: 'who is warned', at: [530, 382] },
  'radio-gateway': { says: 'the loudspeakers', at: [722, 382] },
  'virtual-town': { says: 'the world, played', at: [915, 382] },
  store: { says: 'all SQL', at: null },
  formats: { says: 'documents of the outside (pure)', at: null },
  platform: { says: 'config, clock, wake-up', at: null },
  wire: { says: 'shapes of bodies and events', at: null },
  domain: { says: 'words and rules (pure)', at: null },
  speech: { says: 'voices and chimes', at: null },
};
const box = { width: 145, height: 54 };
const tables = { y: 312, height: 38 };
/** Whatever stands in the bars is not drawn as an arrow. */
const bars = ['store', 'formats', 'platform', 'wire', 'domain', 'speech'];

/** The rule, read back from dependency-cruiser's own form: what a folder may import besides itself. */
function readRule() {
  const allowed = new Map();
  for (const { name, to } of rules.forbidden) {
    const folder = /^(.+)-imports$/.exec(name)?.[1];
    if (folder === undefined || folder === 'web') continue;
    const [own, ...files] = to.pathNot;
    const all = /\(([^)]*)\)/.exec(own)[1].split('|');
    allowed.set(folder, {
      folders: all.filter((one) => one !== folder),
      files: files.map((path) => path.replaceAll(/[\^$\\]|src\//g, '').replace('[/]+', '*')),
    });
  }
  for (const { name, to } of rules.forbidden) {
    const folder = /^(.+)-packages$/.exec(name)?.[1];
    if (folder !== undefined)
      allowed.get(folder).packages = to.pathNot.map((path) => path.replaceAll(/node_modules\/|\/$/g, ''));
  }
  for (const folder of allowed.keys())
    if (!(folder in folders)) throw new Error(`${folder} is in the rule and has no place in docs-flow.mjs`);
  return allowed;
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, words, style = '') => `<text x="${x}" y="${y}" ${style}>${escape(words)}</text>`;

function drawBox(folder) {
  const { says, at } = folders[folder];
  const [x, y] = at;
  const pure = says.endsWith('(pure)') ? ' class="pure"' : '';
  return [
    `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6"${pure}/>`,
    text(x + box.width / 2, y + 23, folder, 'class="name"'),
    text(x + box.width / 2, y + 42, says, 'class="says"'),
  ].join('\n');
}

/** Where an arrow from one box to another leaves and arrives: the sides that face each other. */
function ends(from, to) {
  const [[ax, ay], [bx, by]] = [folders[from].at, folders[to].at];
  const middle = box.height / 2;
  if (Math.abs(ax - bx) < box.width / 2) {
    const x = (ax + bx + box.width) / 2;
    return ay < by ? [x, ay + box.height, x, by] : [x, ay, x, by + box.height];
  }
  return ax < bx
    ? [ax + box.width, ay + middle, bx, by + middle]
    : [ax, ay + middle, bx + box.width, by + middle];
}

const arrow = ([x1, y1, x2, y2], style = 'call') =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${style}" marker-end="url(#head)"/>`;

/** A stub from a box to the tables, where the rule lets the folder use them. */
function drawTable(folder) {
  const [x, y] = folders[folder].at;
  const left = x + 16;
  const [from, to] = y > tables.y ? [y, tables.y + tables.height] : [y + box.height, tables.y];
  return `<line x1="${left}" y1="${from}" x2="${left}" y2="${to}" class="rows"/>`;
}

/** What comes from outside and goes there; not imports, so the rule says nothing about it. */
const world = [
  [text(262, 24, 'telegrams', 'class="out"'), [262, 30, 262, 64]],
  [text(92, 102, 'scenarios', 'class="out"'), [92, 108, 92, 132]],
  [text(432, 102, 'officers', 'class="out"'), [432, 108, 432, 132]],
  [
    text(1000, 155, 'the world', 'class="out"') + text(1000, 172, '(or the virtual town)', 'class="small"'),
    null,
  ],
  [text(700, 290, 'callbacks', 'class="out"'), [700, 276, 700, 250]],
];

function picture(allowed) {
  const placed = Object.keys(folders).filter((folder) => folders[folder].at && allowed.has(folder));
  const calls = placed.flatMap((from) => {
    const { folders: may, files } = allowed.get(from);
    const viaFile = files.some((file) => file.startsWith('channels/channels')) ? ['channels'] : [];
    return [...may.filter((to) => !bars.includes(to)), ...viaFile].map((to) => arrow(ends(from, to)));
  });
  const usesTables = placed.filter((folder) => allowed.get(folder).folders.includes('store'));
  const base = ['domain', 'wire', 'platform', 'formats'];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 560" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif">
<title id="t">The flow of Todoku, drawn from its dependency rule</title>
<desc id="d">Telegrams reach intake, which calls the desk. Scenarios reach the drill, which calls intake and the desk. Officers reach the desk, which calls compose. Dispatch and receipts call the channels. All of them meet in the tables of the store; headquarters, officers, live and residents read and write there too.</desc>
<style>
rect{fill:#fff;stroke:#1a1a1c;stroke-width:1.5}
rect.pure{fill:#eef4ff;stroke:#0017c1}
rect.bar{fill:#f2f2f2}
text{text-anchor:middle;fill:#1a1a1c;font-size:13px}
.name{font-weight:700;font-size:15px}.says,.small{font-size:12px;fill:#4d4d4d}.out{font-size:14px;font-style:italic}
line{stroke:#1a1a1c}.call{stroke-width:2}.rows{stroke:#0017c1;stroke-width:2;stroke-dasharray:5 4}.outside{stroke-width:1.5;stroke:#767676}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#1a1a1c"/></marker></defs>
<rect width="1080" height="560" style="stroke:none"/>
${world.map(([words, line]) => words + (line ? `\n${arrow(line, 'outside')}` : '')).join('\n')}
${arrow([folders.channels.at[0] + box.width, 159, 945, 159], 'outside')}
${usesTables.map(drawTable).join('\n')}
${calls.join('\n')}
${placed.map(drawBox).join('\n')}
<rect x="20" y="${tables.y}" width="1040" height="${tables.height}" rx="6" class="bar"/>
${text(540, tables.y + 24, 'store: the tables. Apart from the arrows, stages meet only here', 'class="name"')}
${text(20, 474, 'Below all of them (each may be used only where the table in ARCHITECTURE.md says so):', 'style="text-anchor:start" class="says"')}
${base
  .map((folder, i) => {
    const x = 20 + i * 262;
    const pure = folders[folder].says.endsWith('(pure)') ? ' class="pure"' : ' class="bar"';
    return `<rect x="${x}" y="484" width="254" height="46" rx="6"${pure}/>\n${text(x + 127, 503, folder, 'class="name"')}\n${text(x + 127, 521, folders[folder].says, 'class="says"')}`;
  })
  .join('\n')}
${text(20, 551, 'arrow: may call · dashed: reads and writes the tables · blue: pure, no I/O, clock or randomness', 'style="text-anchor:start" class="small"')}
</svg>
`;
}

function table(allowed) {
  const rows = [...allowed].map(([folder, { folders: may, files, packages }]) => {
    const imports = [...may, ...files.map((file) => `\`${file}\``)].join(', ') || 'nothing';
    const held = packages === undefined ? '' : packages.join(', ') || 'none';
    return `| \`${folder}\` | ${imports} | ${held} |`;
  });
  return [
    '| folder | may import, besides itself | npm packages, where limited |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

const between = /(<!-- dependency-table:start -->\n)[^]*?(<!-- dependency-table:end -->)/;

const allowed = readRule();
const outputs = { 'docs/flow.svg': picture(allowed) };
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
if (!between.test(architecture))
  throw new Error('ARCHITECTURE.md has lost the marks of its dependency table');
outputs['ARCHITECTURE.md'] = architecture.replace(
  between,
  (_all, before, after) => `${before}${table(allowed)}\n${after}`,
);

const stale = Object.entries(outputs).filter(([file, wanted]) => {
  const path = join(root, file);
  return !existsSync(path) || readFileSync(path, 'utf8') !== wanted;
});
if (process.argv.includes('--check')) {
  for (const [file] of stale) console.error(`${file} is not current: run node scripts/docs-flow.mjs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else for (const [file, wanted] of stale) writeFileSync(join(root, file), wanted);
