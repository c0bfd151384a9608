import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MarkResult } from '../../domain/manual-task.js';

/** What became of a manual task, or of one stop of it. */
@Entity('manual_marks')
export class ManualMarkRow {
  @PrimaryColumn('integer', { name: 'delivery_id' }) deliveryId!: number;
  /** A stop's id; empty for the task itself. */
  @PrimaryColumn('text') stop!: string;
  @Column('text') result!: MarkResult;
  /** Who did it: a name as it was typed, which need not be an officer's. */
  @Column('text', { name: 'by_name' }) byName!: string;
  /** When it was done. */
  @Column('bigint') at!: number;
  @Column('text') note!: string;
  /** Who entered it, and when. */
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('bigint', { name: 'entered_at' }) enteredAt!: number;
}
