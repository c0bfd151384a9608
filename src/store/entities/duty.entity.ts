import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DutyMeans } from '../../domain/duty.js';

/** A duty that an alert brought (`config/towns/<town>/duties.yaml`), and what became of it. Times in milliseconds UTC. */
@Entity('duties')
@Index('duties_of_version', ['versionId', 'duty'], { unique: true })
@Index('duties_of_alert', ['alertId'])
export class DutyRow {
  @PrimaryColumn('text') id!: string;
  /** Its id in the configuration. */
  @Column('text') duty!: string;
  @Column('text', { name: 'version_id' }) versionId!: string;
  @Column('text', { name: 'alert_id' }) alertId!: string;
  /** What is said or sent, as it was when it was opened. */
  @Column('text') text!: string;
  @Column('bigint', { name: 'opened_at' }) openedAt!: number;
  @Column('bigint', { name: 'due_at' }) dueAt!: number;
  /** When the alert was withdrawn as an error before anybody had seen to it. */
  @Column('bigint', { name: 'withdrawn_at', nullable: true }) withdrawnAt!: number | null;
  /** When it was done, by whom (a name as it was typed) and by what means. */
  @Column('bigint', { name: 'done_at', nullable: true }) doneAt!: number | null;
  @Column('text', { name: 'done_by', nullable: true }) doneBy!: string | null;
  @Column('text', { nullable: true }) means!: DutyMeans | null;
  @Column('text', { nullable: true }) note!: string | null;
  /** Who entered it, and when. */
  @Column('text', { name: 'officer_id', nullable: true }) officerId!: string | null;
  @Column('bigint', { name: 'entered_at', nullable: true }) enteredAt!: number | null;
}
