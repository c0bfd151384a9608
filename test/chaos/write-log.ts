/** What the shim wrote down, and the files that a power cut could leave of it. */
import { basename } from 'node:path';

/** One thing done to a file below the watched directory; `file` is its inode. */
export interface Op {
  readonly op: number;
  readonly file: bigint;
  readonly offset: number;
  readonly data: Buffer;
}

const head = 24;

export function readOps(log: Buffer): readonly Op[] {
  const ops: Op[] = [];
  for (let at = 0; at + head <= log.length;) {
    const length = log.readUInt32LE(at + 4);
    ops.push({
      op: log.readUInt32LE(at),
      file: log.readBigUInt64LE(at + 8),
      offset: Number(log.readBigUInt64LE(at + 16)),
      data: log.subarray(at + head, at + head + length),
    });
    at += head + length;
  }
  return ops;
}

export const opNames = { open: 1, write: 2, truncate: 3, sync: 4, unlink: 5, rename: 6 } as const;

/** How much of what was not synced reached the disk. */
export type Tear = 'nothing' | 'everything' | 'prefix' | 'sectors';
export const tears: readonly Tear[] = ['nothing', 'everything', 'prefix', 'sectors'];

const sector = 512;

/** A file as it is on the disk for certain, and what was done to it since. */
class TornFile {
  private durable: Buffer = Buffer.alloc(0);
  private pending: Op[] = [];

  do(op: Op): void {
    if (op.op !== opNames.sync) this.pending.push(op);
    else if (this.pending.length > 0) [this.durable, this.pending] = [this.seen(), []];
  }

  seen = (): Buffer => applied(this.durable, this.pending);

  /** What a power cut leaves now. `random`: 0 ≤ x < 1. */
  torn(tear: Tear, random: () => number): Buffer {
    if (tear === 'nothing') return this.durable;
    if (tear === 'everything') return this.seen();
    const parts = this.pending.flatMap(intoSectors);
    const kept =
      tear === 'sectors'
        ? parts.filter(() => random() < 0.5)
        : parts.slice(0, Math.floor(random() * (parts.length + 1)));
    return applied(this.durable, kept);
  }
}

/** A copy of `before` with everything done to it, in order. */
function applied(before: Buffer, ops: readonly Op[]): Buffer {
  const room = Math.max(before.length, ...ops.map(endOf));
  const after = Buffer.alloc(room);
  before.copy(after);
  let size = before.length;
  for (const op of ops) {
    if (op.op === opNames.truncate) {
      after.fill(0, op.offset, Math.max(size, op.offset));
      size = op.offset;
    } else {
      op.data.copy(after, op.offset);
      size = Math.max(size, endOf(op));
    }
  }
  return after.subarray(0, size);
}

const endOf = ({ offset, data }: Op): number => offset + data.length;

/** A write reaches the disk by sectors of 512 bytes, each whole or not at all. */
function intoSectors(op: Op): Op[] {
  if (op.op !== opNames.write) return [op];
  const parts: Op[] = [];
  for (let from = 0; from < op.data.length;) {
    const to = Math.min(op.data.length, from + sector - ((op.offset + from) % sector));
    parts.push({ ...op, offset: op.offset + from, data: op.data.subarray(from, to) });
    from = to;
  }
  return parts;
}

/**
 * Goes through a log step by step. Names (a file made, unlinked, renamed) count as durable at once: SQLite syncs the
 * directory itself.
 */
export class Replay {
  private readonly byInode = new Map<bigint, TornFile>();
  private readonly byName = new Map<string, TornFile>();

  do(op: Op): void {
    const name = op.op === opNames.open || op.op === opNames.unlink ? basename(op.data.toString()) : '';
    if (op.op === opNames.open) {
      const file = this.byName.get(name) ?? new TornFile();
      this.byName.set(name, file);
      this.byInode.set(op.file, file);
    } else if (op.op === opNames.unlink) this.byName.delete(name);
    else if (op.op === opNames.rename) this.rename(op.data.toString().split('\0'));
    else this.byInode.get(op.file)?.do(op);
  }

  private rename([from = '', to = '']: readonly string[]): void {
    const file = this.byName.get(basename(from));
    if (file) this.byName.set(basename(to), file);
    this.byName.delete(basename(from));
  }

  /** As the process itself saw it. */
  seen = (name: string): Buffer => this.byName.get(name)?.seen() ?? Buffer.alloc(0);

  /** The files after a power cut; null where there is none of that name. */
  torn = (name: string, tear: Tear, random: () => number): Buffer | null =>
    this.byName.get(name)?.torn(tear, random) ?? null;
}
