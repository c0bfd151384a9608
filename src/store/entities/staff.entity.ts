import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BreakGlassReason } from '../../domain/break-glass.js';
import type { OfficerChange, RequestState } from '../../domain/staff-change.js';

/** A change of an officer that one person asked for and another confirms (safety R18). Kept for good. */
@Entity('officer_requests')
export class OfficerRequestRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') kind!: OfficerChange;
  /** Whom it is about; of an invitation the id that she will have. */
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('text') login!: string;
  @Column('text') name!: string;
  /** JSON lists of roles. */
  @Column('text') before!: string;
  @Column('text') after!: string;
  @Column('text') reason!: string;
  @Column('text', { name: 'asked_by' }) askedBy!: string;
  @Column('bigint', { name: 'asked_at' }) askedAt!: number;
  @Column('bigint', { name: 'lapses_at' }) lapsesAt!: number;
  @Column('text') state!: RequestState;
  @Column('text', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('bigint', { name: 'decided_at', nullable: true }) decidedAt!: number | null;
  @Column('text', { nullable: true }) note!: string | null;
  /** SHA-256 of an invitation's secret: a stolen database opens no account. */
  @Column('text', { name: 'secret_hash', nullable: true }) secretHash!: string | null;
  @Column('bigint', { name: 'secret_expires_at', nullable: true }) secretExpiresAt!: number | null;
  @Column('bigint', { name: 'secret_used_at', nullable: true }) secretUsedAt!: number | null;
}

/** What one officer issued alone (safety R5), until another approver has reviewed it and after. */
@Entity('break_glass')
export class BreakGlassRow {
  @PrimaryColumn('text', { name: 'version_id' }) versionId!: string;
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('text') reason!: BreakGlassReason;
  @Column('integer') reached!: 0 | 1;
  /** The supervisor's name; where nobody was reached, who was rung. */
  @Column('text') supervisor!: string;
  @Column('bigint', { name: 'issued_at' }) issuedAt!: number;
  @Column('bigint', { name: 'review_due_at' }) reviewDueAt!: number;
  /** When the other approvers were told, and when it was told that the review is overdue. */
  @Column('bigint', { name: 'told_at', nullable: true }) toldAt!: number | null;
  @Column('bigint', { name: 'overdue_at', nullable: true }) overdueAt!: number | null;
  @Column('text', { name: 'reviewed_by', nullable: true }) reviewedBy!: string | null;
  @Column('bigint', { name: 'reviewed_at', nullable: true }) reviewedAt!: number | null;
  @Column('text', { nullable: true }) note!: string | null;
}

/** Who had duty, from when to when, and what she told the next one. */
@Entity('watches')
export class WatchRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('bigint', { name: 'began_at' }) beganAt!: number;
  @Column('bigint', { name: 'ended_at', nullable: true }) endedAt!: number | null;
  @Column('text', { name: 'handed_to', nullable: true }) handedTo!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
}
