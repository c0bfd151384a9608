import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal } from '../domain/refusal.js';
import { shiftTimes } from '../formats/jma/shift-times.js';
import { paths } from '../platform/paths.js';
import type { VersionShape } from '../wire/alert.js';
import type { ProgressShape } from '../wire/progress.js';
import { compareLedger, type Disagreement } from './demo-ledger.js';
import { bar, channelTable } from './demo-print.js';
import { apiOf, chooseOwnPassword, type Api } from './demo-api.js';
import { openDrillWorld, type DrillWorld } from './drill-world.js';
import { printResult } from './drill-run.js';
import type { Print } from './print.js';

/** How long the demo waits for a fan-out before it tells the tale as it stands. Milliseconds. */
const patience = 120_000;

/** JMA's exercise telegram of scenario night-landslide: landslide danger, level 4. */
const telegram = 'config/scenarios/night-landslide/telegrams/05-landslide-danger-l4.xml';

/**
 * The story, headless: telegram → proposal → draft → approval → fan-out to the whole town → correction → a short drill.
 * Everything goes over HTTP as two officers would send it. Exit 0 only if the virtual town's ledger agrees with the
 * hub's tables to the last delivery and the drill passed.
 */
export async function demoCommand(options: { readonly json?: string }, { out, err }: Print): Promise<number> {
  const started = Date.now();
  out('Todoku demo: a drill world of its own, 13,000 invented residents, no account needed.\n');
  const world = await openDrillWorld(30);
  try {
    const [duty, chief] = await twoOfficers(world);
    const issued = await tellTheStory(world, duty, chief, out);
    const correction = await correct(duty, issued, out);
    const drill = await shortDrill(world, out);
    out('\nThe virtual town’s ledger against the hub’s tables:');
    const { checked, disagreements } = await compareLedger(world);
    for (const line of disagreements.slice(0, 20)) err(`  ${line.channel} ${line.what}`);
    out(`  ${checked} deliveries compared, ${disagreements.length} disagree`);
    const seconds = (Date.now() - started) / 1000;
    const good = disagreements.length === 0 && drill.passed === true;
    out(`\n${good ? 'Done' : 'NOT as hoped'} in ${seconds.toFixed(1)} s.`);
    if (options.json !== undefined)
      writeJson(options.json, { issued, correction, drill, checked, disagreements, seconds });
    return good ? 0 : 1;
  } finally {
    await world.close();
  }
}

async function twoOfficers(world: DrillWorld): Promise<readonly [Api, Api]> {
  const [first, second] = world.hub.firstOfficers;
  if (!first || !second) throw new Error('a new drill world has two officers');
  return [await chooseOwnPassword(world.hub.url, first), await chooseOwnPassword(world.hub.url, second)];
}

interface Told {
  readonly version: VersionShape;
  readonly progress: ProgressShape;
}

async function tellTheStory(world: DrillWorld, duty: Api, chief: Api, out: Print['out']): Promise<Told> {
  const xml = await readFile(join(paths.root, telegram), 'utf8');
  const reported = Date.parse(/<ReportDateTime>([^<]+)</.exec(xml)?.[1] ?? '');
  const received = await apiOf(world.hub.url, { authorization: `Bearer ${world.hub.intakeToken}` }).xml(
    '/api/v1/telegrams',
    shiftTimes(xml, Date.now() - reported),
  );
  out(`1  Telegram ${received.code}: ${received.refused ?? 'concerns the town'}, and proposes a message.`);
  const draft = await duty.post<VersionShape>('/api/v1/drafts', { proposalId: received.proposalId });
  out(`2  Draft of ${draft.kind}, level ${draft.level}. The officer widens it to the whole town (全域).`);
  const edited = await duty.put<VersionShape>(`/api/v1/drafts/${draft.id}`, {
    revision: draft.revision,
    slots: draft.slots,
    districts: 'all',
    channels: draft.channels,
    decision: { by: '町長（架空）', means: 'phone' },
  });
  const submitted = await duty.post<VersionShape>(`/api/v1/drafts/${draft.id}/submit`, {
    revision: edited.revision,
    phrase: edited.phrase.ja,
  });
  out(
    `3  Submitted as ${submitted.alertNumber}, digest ${submitted.digest?.slice(0, 12)}…, for ${submitted.audience?.people} people.`,
  );
  const own = await duty.try(`/api/v1/versions/${draft.id}/approve`, { digest: submitted.digest });
  out(`   The duty officer tries to approve it herself: refused (${own}).`);
  printTexts(submitted, out);
  const version = await chief.post<VersionShape>(`/api/v1/versions/${draft.id}/approve`, {
    digest: submitted.digest,
  });
  out('4  The section chief approves the digest, which issues it. Fan-out:');
  const progress = await watch(chief, version.id, out);
  for (const line of channelTable(progress)) out(line);
  return { version, progress };
}

/** The spoken script, and one text per language. */
function printTexts(version: VersionShape, out: Print['out']): void {
  const radio = version.renderings.find(({ channel }) => channel === 'radio');
  out(
    `\n   The loudspeakers say (${radio?.size} s, siren ${radio?.radio?.siren}, Japanese ${radio?.radio?.repeat} times):`,
  );
  for (const { language, text } of radio?.radio?.lines ?? []) out(`     [${language}] ${text}`);
  for (const { languages, title, text, size, limit, unit, review } of version.renderings.filter(
    ({ channel }) => channel === 'push',
  ))
    out(
      `\n   [${languages.join('+')}] ${title}\n     ${text.replaceAll('\n', '\n     ')}\n     (${size}/${limit} ${unit}, ${review})`,
    );
  out('');
}

async function watch(api: Api, versionId: string, out: Print['out']): Promise<ProgressShape> {
  const end = Date.now() + patience;
  for (;;) {
    const progress = await api.get<ProgressShape>(`/api/v1/versions/${versionId}/progress`);
    out(bar(progress));
    if (progress.settled || Date.now() > end) return progress;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function correct(duty: Api, { version }: Told, out: Print['out']): Promise<ProgressShape> {
  out('\n5  Sent in error? One person sends the ready-made correction, ahead of every queue:');
  const phrase = version.retractPhrase.correct.ja;
  const body = { cause: 'operator-error', phrase };
  const alert = await duty.post<{ versions: VersionShape[] }>(
    `/api/v1/alerts/${version.alertId}/correction`,
    body,
  );
  const correction = alert.versions.find(({ purpose }) => purpose === 'correction');
  if (!correction) throw new Error('the correction has no version');
  const progress = await watch(duty, correction.id, out);
  for (const line of channelTable(progress)) out(line);
  return progress;
}

async function shortDrill({ hub }: DrillWorld, out: Print['out']) {
  out('\n6  A short drill, at 30 times the speed of life:');
  const started = await hub.drills.start('earthquake', 30);
  if (isRefusal(started)) throw new Error(started.refused);
  const result = await hub.drills.finish();
  if (!result) throw new Error('the drill ended before it was asked');
  printResult(result, hub.desk.town.timeZone, out);
  await settle(hub);
  return result;
}

/** Lets the last deliveries of the drill settle, so that both sides can be compared. */
async function settle(hub: DrillWorld['hub']): Promise<void> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    const [row] = await hub.store.read.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM deliveries WHERE state IN ('pending', 'sending', 'unsure')`,
    );
    if ((row?.n ?? 0) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

interface Story {
  readonly issued: Told;
  readonly correction: ProgressShape;
  readonly drill: unknown;
  readonly checked: number;
  readonly disagreements: readonly Disagreement[];
  readonly seconds: number;
}

function writeJson(file: string, story: Story): void {
  const { issued, correction, drill, checked, disagreements, seconds } = story;
  const channels = issued.progress.channels;
  writeFileSync(
    file,
    `${JSON.stringify({ ok: disagreements.length === 0, seconds, checked, disagreements, channels, correction: correction.channels, drill, renderings: issued.version.renderings }, null, 2)}\n`,
  );
}
