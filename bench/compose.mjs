// What a full preview costs (six languages, four channels), beside i18next filling the same sentences.
import { compose } from '../dist/compose/compose.js';
import { translatorOf } from '../dist/compose/translator.js';
import { mastodonLimits } from '../dist/channels/mastodon.limits.js';
import { pushLimits } from '../dist/channels/push.limits.js';
import { radioLimits } from '../dist/channels/radio.limits.js';
import { smsLimits } from '../dist/channels/sms.limits.js';
import { paths } from '../dist/platform/paths.js';
import { loadPhrasebook } from '../dist/platform/phrasebook.js';
import { loadTown } from '../dist/platform/town.js';
import { median } from './support/statistics.mjs';

const rounds = 5;
const previews = 200;
const decidedAt = Date.parse('2026-11-21T22:05:00+09:00');

/** Milliseconds per call, of `previews` calls. */
function timed(work) {
  const startedAt = performance.now();
  for (let i = 0; i < previews; i += 1) work(i);
  return (performance.now() - startedAt) / previews;
}

/** A few seconds, in this process. */
export async function bench() {
  const town = loadTown(paths.config, 'hatoyama');
  const phrasebook = loadPhrasebook(paths.config, paths.locales);
  const limits = { radio: radioLimits, push: pushLimits, sms: smsLimits, mastodon: mastodonLimits };
  const shelters = town.shelters.slice(0, 2).map(({ id }) => id);
  const districts = town.districts.slice(0, 4).map(({ code }) => code);
  const preview = (i) => {
    const message = {
      kind: 'evacuation-instruction',
      status: 'Exercise',
      slots: { hazard: 'landslide', shelters },
      districts,
      // Another minute each time, so that nothing is remembered from the preview before.
      decidedAt: decidedAt + i * 60_000,
    };
    const result = compose({ message, phrasebook, town, limits });
    if (!('renderings' in result)) throw new Error(`refused: ${result.code}`);
    return result.renderings;
  };
  const sentences = sentencesOf(phrasebook, town.languages, preview(0));
  const translate = translatorOf(phrasebook);
  const fill = () => sentences.map(({ language, key, values }) => translate(language, key, values));

  timed(preview);
  timed(fill);
  const runs = Array.from({ length: rounds }, () => ({ preview: timed(preview), fill: timed(fill) }));
  const [ours, bare] = ['preview', 'fill'].map((side) => median(runs.map((run) => run[side])));
  const against = 'i18next t() of the same sentences';
  return {
    note: `${preview(0).length} renderings a preview; ${sentences.length} sentences; medians of ${rounds} × ${previews} by turns`,
    rows: [
      { name: 'compose', value: ours, unit: 'ms/preview', ratio: ours / bare, against },
      { name: against, value: bare, unit: 'ms', ratio: null, against: null },
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
