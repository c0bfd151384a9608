import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The headquarters log. Append-only; triggers refuse update and delete. */
@Entity('log_entries')
export class LogRow {
  @PrimaryColumn('integer') seq!: number;
  @Column('text', { unique: true }) id!: string;
  @Column('bigint') at!: number;
  @Column('bigint', { name: 'entered_at' }) enteredAt!: number;
  @Column('text') category!: string;
  @Column('text') actor!: string;
  @Column('text') text!: string;
  @Column('text', { nullable: true }) source!: string | null;
  @Column('text', { name: 'alert_id', nullable: true }) alertId!: string | null;
  @Column('text') data!: string;
  @Column('text', { name: 'personal_hash', nullable: true }) personalHash!: string | null;
  @Column('text', { name: 'prev_hash' }) prevHash!: string;
  @Column('text') hash!: string;
}

/** Personal data of an entry: erasable, while the chain keeps a salted hash of it. */
@Entity('log_personal')
export class LogPersonalRow {
  @PrimaryColumn('text', { name: 'entry_id' }) entryId!: string;
  @Column('text') salt!: string;
  @Column('text') body!: string;
}

@Entity('drills')
export class DrillRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') scenario!: string;
  @Column('integer') speed!: number;
  @Column('text') state!: 'running' | 'stopping' | 'ended' | 'stopped';
  @Column('bigint', { name: 'started_at' }) startedAt!: number;
  /** While it runs, when its process last said so. */
  @Column('bigint', { name: 'ended_at', nullable: true }) endedAt!: number | null;
  /** The DrillShape as JSON, while it runs and after. */
  @Column('text') result!: string;
}
