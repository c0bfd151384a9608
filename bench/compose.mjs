// What a preview costs: all languages on all channels, beside i18next filling the same sentences; then what a submission
// composes (the message, its ready-made cancel and its corrections, on the channels this version carries).
import { compose } from '../dist/compose/compose.js';
import { translatorOf } from '../dist/compose/translator.js';
import { textLimits } from '../dist/channels/text.limits.js';
import { carriedChannelIds } from '../dist/domain/channel.js';
import { paths } from '../dist/platform/paths.js';
import { loadPhrasebook } from '../dist/platform/phrasebook.js';
import { loadTown } from '../dist/platform/town.js';
import { correctionCauses } from '../dist/wire/alert.js';
import { row } from './support/rows.mjs';
import { median } from './support/statistics.mjs';

const rounds = 5;
const previews = 60;
const decidedAt = Date.parse('2026-11-21T22:05:00+09:00');

/** Milliseconds per call, of `previews` calls. */
function timed(work) {
  const startedAt = performance.now();
  for (let i = 0; i < previews; i += 1) work(i);
  return (performance.now() - startedAt) / previews;
}

/** A minute, in this process. */
export async function bench() {
  const town = loadTown(paths.config, 'hatoyama');
  const phrasebook = loadPhrasebook(paths.config, paths.locales);
  const shelters = town.shelters.slice(0, 2).map(({ id }) => id);
  const districts = town.districts.slice(0, 4).map(({ code }) => code);
  const rendered = (kind, slots, i, channels) => {
    // Another minute each time, so that nothing is remembered from the preview before.
    const message = { kind, status: 'Exercise', slots, districts, decidedAt: decidedAt + i * 60_000 };
    const result = compose({
      message,
      ...{ phrasebook, town, limits: textLimits, options: { alertNumber: 12 } },
      ...(channels !== undefined && { channels }),
    });
    if (!('renderings' in result)) throw new Error(`refused: ${result.refused}`);
    return result.renderings;
  };
  const order = { hazard: 'landslide', shelters };
  const preview = (i) => rendered('evacuation-instruction', order, i);
  const submission = (i) => {
    const retraction = { ofKind: 'evacuation-instruction', sentAt: decidedAt };
    rendered('evacuation-instruction', order, i, carriedChannelIds);
    rendered('cancellation', retraction, i, carriedChannelIds);
    for (const cause of correctionCauses)
      rendered('correction', { ...retraction, cause }, i, carriedChannelIds);
  };
  const sentences = sentencesOf(phrasebook, town.languages, preview(0));
  const translate = translatorOf(phrasebook);
  const fill = () => sentences.map(({ language, key, values }) => translate(language, key, values));

  timed(preview);
  timed(fill);
  const runs = Array.from({ length: rounds }, () => ({ preview: timed(preview), fill: timed(fill) }));
  const [ours, bare] = ['preview', 'fill'].map((side) => median(runs.map((run) => run[side])));
  const single = Array.from({ length: 200 }, (_, i) => {
    const startedAt = performance.now();
    preview(i + 1000);
    return performance.now() - startedAt;
  }).toSorted((a, b) => a - b);
  const against = 'i18next t() of the same sentences';
  return {
    note: `${preview(0).length} renderings a preview; ${sentences.length} sentences; medians of ${rounds} × ${previews} by turns`,
    rows: [
      row('compose', ours, 'ms/preview', { ratio: ours / bare, against }),
      row('compose p95', single[189], 'ms/preview'),
      row('submission', timed(submission), 'ms'),
      row(against, bare, 'ms'),
    ],
  };
}

/** The kind's sentences once for each channel and language that says them, with every slot filled. */
function sentencesOf(phrasebook, languages, renderings) {
  const { sentences } = phrasebook.kinds['evacuation-instruction'];
  const channels = [...new Set(renderings.map(({ channel }) => channel))];
  return channels.flatMap((channel) =>
    languages.flatMap((language) =>
      sentences
        .filter((use) => (use.channels ?? channels).includes(channel))
        .filter((use) => (use.languages ?? languages).includes(language))
        .filter(({ id }) => phrasebook.sentences[language][id] !== undefined)
        .map(({ id: key }) => ({ language, key, values: slotsOf(phrasebook.sentences[language][key]) })),
    ),
  );
}

const slotsOf = (text) =>
  Object.fromEntries([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, slot]) => [slot, '奥田、大橋']));
