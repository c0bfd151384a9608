import { textLimits } from '../channels/text.limits.js';
import { compose } from '../compose/compose.js';
import { cells } from '../compose/size.js';
import { sampleMessage, variantsOfSample } from '../compose/sample.js';
import type { Message } from '../domain/message.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';

/** One message of a kind as every channel says it. */
export interface Sample {
  readonly kind: string;
  readonly variant: number;
  readonly message: Message;
  readonly renderings: readonly Rendering[] | Refusal;
}

/** Samples of every kind (or one), each closed list gone through once; always the same night of July. */
export function* samples(phrasebook: Phrasebook, town: Town, only?: string): Generator<Sample> {
  const districts = ['okuda', 'kumai', 'hatogaoka-1'].filter((code) =>
    town.districts.some((each) => each.code === code),
  );
  const some = districts.length > 0 ? districts : town.districts.slice(0, 3).map(({ code }) => code);
  const decidedAt = Date.UTC(2026, 6, 10, 13, 5);
  for (const kind of Object.values(phrasebook.kinds)) {
    if (only !== undefined && only !== kind.kind) continue;
    for (let variant = 0; variant < variantsOfSample(kind); variant += 1) {
      const message = sampleMessage(kind, town, 'Actual', { variant, decidedAt, districts: some });
      const made = compose({ message, phrasebook, town, limits: textLimits, options: { alertNumber: 12 } });
      yield {
        ...{ kind: kind.kind, variant, message },
        renderings: isRefusal(made) ? made : made.renderings,
      };
    }
  }
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)));

/** kind × channel × language: size of limit, what was left out, what stood in. */
export const renderTable = (all: Iterable<Sample>): readonly string[] => {
  const rows: (readonly string[])[] = [['kind', 'channel', 'languages', 'size', 'of', 'unit', 'notes']];
  for (const { kind, variant, renderings } of all) {
    const name = variant === 0 ? kind : `${kind} #${variant + 1}`;
    if (isRefusal(renderings)) rows.push([name, '-', '-', '-', '-', '-', `refused: ${renderings.refused}`]);
    else
      for (const each of renderings)
        rows.push([
          ...[name, each.channel, each.variant ?? each.languages.join('+'), String(each.size)],
          ...[String(each.limit), each.unit, notesOf(each)],
        ]);
  }
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((row) => cells(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const notesOf = ({ dropped, fellBackFrom, review }: Rendering): string =>
  [
    ...(fellBackFrom === null ? [] : [`instead of ${fellBackFrom}`]),
    ...(dropped.length === 0 ? [] : [`dropped ${dropped.join(' ')}`]),
    ...(review === 'unreviewed' ? [] : [review]),
  ].join('; ');
