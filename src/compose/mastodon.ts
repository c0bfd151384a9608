import type { Language } from '../domain/language.js';
import { refuse, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import { leftOut, nextToDrop } from './fit.js';
import type { Job } from './job.js';
import { inLines, marked, plainText, reviewOf, rubyOf, stylesOf, type Part } from './layout.js';
import { postCharacters } from './size.js';

/** A language of a post while it is being fitted. */
interface Block {
  readonly part: Part;
  readonly dropped: readonly string[];
  readonly short: boolean;
}

const textOf = (job: Job, blocks: readonly Block[]): string =>
  [...blocks.map(({ part }) => marked(job.message.status, part, inLines(part))), job.town.website].join(
    '\n\n',
  );

const sizeOf = (job: Job, blocks: readonly Block[]): number => postCharacters(textOf(job, blocks));

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
    part: { language, said, style: stylesOf(language).at(-1) ?? 'written' },
    dropped: full === null ? [] : [...leftOut(full.said, said), ...full.unsaid],
    short: true,
  };
};

const withoutSentence = (block: Block, index: number): Block => ({
  ...block,
  part: { ...block.part, said: block.part.said.toSpliced(index, 1) },
  dropped: [...block.dropped, block.part.said[index]?.id ?? ''],
});

const replaced = (blocks: readonly Block[], at: number, block: Block): readonly Block[] =>
  blocks.toSpliced(at, 1, block);

/** Puts readings in kana first, then drops the least important sentence of all, then makes the longest block short. */
const smaller = (job: Job, blocks: readonly Block[]): readonly Block[] | null => {
  const bracketed = blocks.findIndex(({ part }) => part.style === 'bracketed');
  const block = blocks[bracketed];
  if (block !== undefined)
    return replaced(blocks, bracketed, { ...block, part: { ...block.part, style: 'kana' } });
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

const fitted = (job: Job, blocks: readonly Block[]): readonly Block[] | null => {
  let now: readonly Block[] | null = blocks;
  while (now !== null && sizeOf(job, now) > job.limits.size) now = smaller(job, now);
  return now;
};

const finish = (job: Job, blocks: readonly Block[], fellBackFrom: Language | null): Rendering => {
  const parts = blocks.map(({ part }) => part);
  const [first] = parts;
  const [headline] = first?.said ?? [];
  const easy = parts.find((part) => part.language === 'ja-easy');
  const shortForm = blocks.filter((block) => block.short).map(({ part }) => part.language);
  return {
    channel: job.channel,
    languages: parts.map((part) => part.language),
    title:
      first === undefined || headline === undefined
        ? ''
        : marked(job.message.status, first, plainText(first, headline)),
    text: textOf(job, blocks),
    size: sizeOf(job, blocks),
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
const insteadOf = (job: Job, language: Language): Rendering | Refusal => {
  for (const set of language === 'ja'
    ? []
    : [(['ja-easy', 'en'] as const).filter((each) => each !== language), ['ja'] as const]) {
    const blocks = set.flatMap((each) => shortBlock(job, each) ?? []);
    if (blocks.length === set.length && sizeOf(job, blocks) <= job.limits.size)
      return finish(job, blocks, language);
  }
  return refuse('compose.does-not-fit', { channel: job.channel, limit: job.limits.size });
};

/** One post of several languages; where even their short forms do not fit together, a post each. */
const postsOf = (job: Job, group: readonly Language[]): readonly (Rendering | Refusal)[] => {
  const able = group.flatMap((language) => blockOf(job, language) ?? []);
  const unable = group.filter((language) => !able.some(({ part }) => part.language === language));
  const instead = unable.map((language) => insteadOf(job, language));
  if (able.length === 0) return instead;
  const blocks = fitted(job, able);
  if (blocks !== null) return [finish(job, blocks, null), ...instead];
  if (able.length > 1) return [...able.flatMap(({ part }) => postsOf(job, [part.language])), ...instead];
  return [...able.map(({ part }) => insteadOf(job, part.language)), ...instead];
};

const chunks = (group: readonly Language[], most: number): readonly (readonly Language[])[] =>
  group.length <= most ? [group] : [group.slice(0, most), ...chunks(group.slice(most), most)];

/** The posts of a feed, in the town's grouping; a language that no group names gets a post of its own. */
export const mastodonRenderings = (job: Job): readonly Rendering[] | Refusal => {
  const grouped = job.options.postGroups.map((group) => group.filter((each) => job.languages.includes(each)));
  const alone = job.languages.filter((each) => !grouped.flat().includes(each)).map((each) => [each]);
  const groups = [...grouped, ...alone]
    .filter((group) => group.length > 0)
    .flatMap((group) => chunks(group, Math.max(1, job.limits.languagesPerPost)));
  const made: Rendering[] = [];
  for (const post of groups.flatMap((group) => postsOf(job, group))) {
    if ('refused' in post) return post;
    made.push(post);
  }
  return made;
};
