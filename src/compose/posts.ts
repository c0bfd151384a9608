import type { Language } from '../domain/language.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import { leftOut, nextToDrop } from './fit.js';
import type { Job } from './job.js';
import { headlineOf, inLines, marked, reviewOf, rubyOf, stylesOf, type Part, type Style } from './layout.js';
import { wantedOf } from './options.js';

/** A language of a post while it is being fitted. */
interface Block {
  readonly part: Part;
  readonly dropped: readonly string[];
  readonly short: boolean;
}

/** How a feed counts, and what it wants at the end of a post. */
export interface Feed {
  readonly size: (text: string) => number;
  /** A last line that tells one post from another; null for none. */
  readonly mark: (job: Job, first: Language | undefined) => string | null;
}

const textOf = (job: Job, feed: Feed, blocks: readonly Block[]): string =>
  [
    ...blocks.map(({ part }) => marked(job.message.status, part, inLines(part))),
    [feed.mark(job, blocks[0]?.part.language), job.town.website].filter((each) => each !== null).join('\n'),
  ].join('\n\n');

const fits = (job: Job, feed: Feed, blocks: readonly Block[]): boolean =>
  feed.size(textOf(job, feed, blocks)) <= job.limits.size;

const blockOf = (job: Job, language: Language): Block | null => {
  const speech = job.bank.full(language, job.channel);
  if (speech === null) return shortBlock(job, language);
  return {
    part: { language, said: speech.said, style: stylesOf(language)[0] },
    dropped: speech.unsaid,
    short: false,
  };
};

const shortBlock = (job: Job, language: Language): Block | null => {
  const said = job.bank.short(language)?.said;
  if (said === undefined) return null;
  const full = job.bank.full(language, job.channel);
  return {
    part: { language, said, style: tightest(language) },
    dropped: full === null ? [] : [...leftOut(full.said, said), ...full.unsaid],
    short: true,
  };
};

const tightest = (language: Language): Style => stylesOf(language).at(-1) ?? 'written';

const withoutSentence = (block: Block, index: number): Block => ({
  ...block,
  part: { ...block.part, said: block.part.said.toSpliced(index, 1) },
  dropped: [...block.dropped, block.part.said[index]?.id ?? ''],
});

const replaced = (blocks: readonly Block[], at: number, block: Block): readonly Block[] =>
  blocks.toSpliced(at, 1, block);

/** Leaves out brackets first, then drops the least important sentence of all, then makes the longest block short. */
const smaller = (job: Job, blocks: readonly Block[]): readonly Block[] | null => {
  const roomy = blocks.findIndex(({ part }) => part.style !== tightest(part.language));
  const block = blocks[roomy];
  if (block !== undefined)
    return replaced(blocks, roomy, {
      ...block,
      part: { ...block.part, style: tightest(block.part.language) },
    });
  const candidates = blocks
    .map((each, at) => ({ each, at, index: nextToDrop(each.part.said), length: inLines(each.part).length }))
    .filter(({ index }) => index >= 0)
    .sort(
      (a, b) =>
        (b.each.part.said[b.index]?.priority ?? 0) - (a.each.part.said[a.index]?.priority ?? 0) ||
        b.length - a.length,
    );
  const [worst] = candidates;
  if (worst !== undefined) return replaced(blocks, worst.at, withoutSentence(worst.each, worst.index));
  const longest = blocks
    .map((each, at) => ({ each, at, length: inLines(each.part).length }))
    .filter(({ each }) => !each.short)
    .sort((a, b) => b.length - a.length)[0];
  const short = longest === undefined ? null : shortBlock(job, longest.each.part.language);
  return longest === undefined || short === null ? null : replaced(blocks, longest.at, short);
};

const fitted = (job: Job, feed: Feed, blocks: readonly Block[]): readonly Block[] | null => {
  let now: readonly Block[] | null = blocks;
  while (now !== null && !fits(job, feed, now)) now = smaller(job, now);
  return now;
};

const finish = (job: Job, feed: Feed, blocks: readonly Block[], fellBackFrom: Language | null): Rendering => {
  const parts = blocks.map(({ part }) => part);
  const text = textOf(job, feed, blocks);
  const easy = parts.find((part) => part.language === 'ja-easy');
  const shortForm = blocks.filter((block) => block.short).map(({ part }) => part.language);
  return {
    channel: job.channel,
    languages: parts.map((part) => part.language),
    title: headlineOf(job.message.status, parts),
    text,
    size: feed.size(text),
    unit: job.limits.unit,
    limit: job.limits.size,
    dropped: [...new Set(blocks.flatMap((block) => block.dropped))],
    fellBackFrom: fellBackFrom ?? shortForm[0] ?? null,
    ...(shortForm.length > 0 && { shortForm }),
    review: reviewOf(parts),
    ...(easy && { ruby: rubyOf(job.message.status, easy) }),
  };
};

/** A single language that has no text, or not even a short one that fits: ja-easy with en, then ja, say it. */
const insteadOf = (job: Job, feed: Feed, language: Language): Rendering | Refusal => {
  for (const set of language === 'ja'
    ? []
    : [(['ja-easy', 'en'] as const).filter((each) => each !== language), ['ja'] as const]) {
    const blocks = set.flatMap((each) => shortBlock(job, each) ?? []);
    if (blocks.length === set.length && fits(job, feed, blocks)) return finish(job, feed, blocks, language);
  }
  return refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.size });
};

/** One post of several languages; where even their short forms do not fit together, a post each. */
const postsOf = (job: Job, feed: Feed, group: readonly Language[]): readonly (Rendering | Refusal)[] => {
  const able = group.flatMap((language) => blockOf(job, language) ?? []);
  const unable = group.filter((language) => !able.some(({ part }) => part.language === language));
  const instead = unable.map((language) => insteadOf(job, feed, language));
  if (able.length === 0) return instead;
  const blocks = fitted(job, feed, able);
  if (blocks !== null) return [finish(job, feed, blocks, null), ...instead];
  if (able.length > 1)
    return [...able.flatMap(({ part }) => postsOf(job, feed, [part.language])), ...instead];
  return [...able.map(({ part }) => insteadOf(job, feed, part.language)), ...instead];
};

const chunks = (group: readonly Language[], most: number): readonly (readonly Language[])[] =>
  group.length <= most ? [group] : [group.slice(0, most), ...chunks(group.slice(most), most)];

/** The posts of a feed, in the town's grouping; a language that no group names gets a post of its own. */
export const postRenderings = (job: Job, feed: Feed): readonly Rendering[] | Refusal => {
  const grouped = job.languageOrder.posts.map((group) => wantedOf(group, job.languages));
  const alone = job.languages.filter((each) => !grouped.flat().includes(each)).map((each) => [each]);
  const groups = [...grouped, ...alone]
    .filter((group) => group.length > 0)
    .flatMap((group) => chunks(group, Math.max(1, job.limits.languagesPerPost)));
  const made: Rendering[] = [];
  for (const post of groups.flatMap((group) => postsOf(job, feed, group))) {
    if ('refused' in post) return post;
    made.push(post);
  }
  return made;
};
