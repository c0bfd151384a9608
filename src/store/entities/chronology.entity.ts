import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Where an officer's log entry stands in its thread, and what is looked for: all of it follows from the chained entries.
 * An entry without a row (the hub's own) stands for itself.
 */
@Entity('chronology')
export class ChronologyRow {
  @PrimaryColumn('integer') seq!: number;
  /** The thread's first entry. */
  @Column('integer') root!: number;
  /** 1 for the thread's newest entry, whose facts are the present ones. */
  @Column('integer') newest!: number;
  /** The entry whose words stand: the first, or its last correction. */
  @Column('integer') said!: number;
  @Column('text', { nullable: true }) district!: string | null;
  @Column('text', { nullable: true }) topic!: string | null;
  @Column('text') importance!: string;
  @Column('text', { nullable: true }) status!: string | null;
  /** 1 where it bears a place; null where it doesn't, and for what was written before there were any. */
  @Column('integer', { nullable: true }) placed!: number | null;
}

/** How far an officer has read the chronology. */
@Entity('log_looks')
export class LogLookRow {
  @PrimaryColumn('text', { name: 'officer_id' }) officerId!: string;
  @Column('integer') seq!: number;
  @Column('bigint') at!: number;
}
