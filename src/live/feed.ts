import type { MissedShape, SinceShape } from '../wire/live.js';
import type { ChangedShape, ProgressShape, Topic } from '../wire/progress.js';

/** Versions whose last progress is kept; older ones are fetched again. */
const kept = 200;

/** Numbers what consoles are told, and keeps the last state of it: a bounded memory of what one of them may have missed. */
export interface Feed {
  /** Of this process: numbers of another run mean nothing here. */
  readonly run: string;
  seq(): number;
  changed(topics: readonly Topic[], at: number): ChangedShape;
  progress(shape: Omit<ProgressShape, 'seq'>): ProgressShape;
  /** Where one stands who heard everything. */
  last(): SinceShape;
  missedSince(since: SinceShape, at: number): MissedShape;
}

export function createFeed(run: string): Feed {
  let seq = 0;
  const topicAt = new Map<Topic, number>();
  /** In the order of their last event. */
  const lastOf = new Map<string, ProgressShape>();
  /** Events up to this one may have been forgotten. */
  let forgotten = 0;

  return {
    run,
    seq: () => seq,
    last: () => ({ run, seq }),
    changed(topics, at) {
      seq += 1;
      for (const topic of topics) topicAt.set(topic, seq);
      return { topics: [...topics], seq, at };
    },
    progress(shape) {
      seq += 1;
      const numbered = { ...shape, seq };
      lastOf.delete(shape.versionId);
      lastOf.set(shape.versionId, numbered);
      const [oldest] = lastOf.values();
      if (lastOf.size > kept && oldest) {
        forgotten = oldest.seq;
        lastOf.delete(oldest.versionId);
      }
      return numbered;
    },
    missedSince(since, at) {
      const resync = since.run !== run || since.seq > seq || since.seq < forgotten;
      if (resync) return { seq, at, resync, topics: [], progress: [] };
      const topics = [...topicAt].filter(([, last]) => last > since.seq).map(([topic]) => topic);
      return { seq, at, resync, topics, progress: [...lastOf.values()].filter((one) => one.seq > since.seq) };
    },
  };
}
