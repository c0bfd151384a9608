import type { ProgressShape } from '../wire/progress.js';

const width = 40;

/** One line of progress: a bar, and the share that was handed off. */
export function bar(progress: ProgressShape): string {
  const targets = progress.channels.reduce((sum, channel) => sum + channel.targets, 0);
  const done = progress.channels.reduce(
    (sum, { counts }) =>
      sum + counts.accepted + counts.delivered + counts.refused + counts.held + counts.expired,
    0,
  );
  const filled = targets === 0 ? width : Math.round((done / targets) * width);
  return `   [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${done}/${targets}`;
}

const columns = ['targets', 'accepted', 'delivered', 'refused', 'retried', 'unsure', 'held'] as const;

/** The final table: per channel what became of its targets, and when the first and the last were handed off. */
export function channelTable(progress: ProgressShape): readonly string[] {
  const head = ['channel', ...columns, 'first', 'last'];
  const rows = progress.channels.map(
    ({ channel, targets, counts, retried, firstHandOffAt, lastHandOffAt }) => {
      const figures = { ...counts, targets, retried, accepted: counts.accepted + counts.delivered };
      return [
        channel,
        ...columns.map((column) => String(figures[column])),
        clock(firstHandOffAt),
        clock(lastHandOffAt),
      ];
    },
  );
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [head, ...rows].map((row) => `   ${row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')}`);
}

const clock = (time: number | null): string =>
  time === null ? '-' : new Date(time).toISOString().slice(11, 23);
