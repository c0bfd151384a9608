import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Intent, VersionStatus } from '../../domain/alert.js';

@Entity('incidents')
export class IncidentRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') title!: string;
  @Column('bigint', { name: 'opened_at' }) openedAt!: number;
  @Column('bigint', { name: 'closed_at', nullable: true }) closedAt!: number | null;
}

@Entity('alerts')
export class AlertRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'incident_id' }) incidentId!: string;
  /** Fixed at the first submit; 1, 2, 3, … within `year`. */
  @Column('integer', { nullable: true }) year!: number | null;
  @Column('integer', { nullable: true }) number!: number | null;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  /** When retention erased the addresses of its deliveries; nothing was issued since, or they would be looked at again. */
  @Column('bigint', { name: 'erased_at', nullable: true }) erasedAt?: number | null;
}

@Entity('versions')
export class VersionRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'alert_id' }) alertId!: string;
  @Column('text', { name: 'incident_id' }) incidentId!: string;
  @Column('integer') n!: number;
  @Column('text') status!: VersionStatus;
  @Column('text') intent!: Intent;
  @Column('text') purpose!: 'message' | 'cancel' | 'correction';
  @Column('text') kind!: string;
  @Column('integer', { nullable: true }) level!: number | null;
  @Column('integer') urgency!: number;
  @Column('integer') persons!: 1 | 2;
  @Column('text', { nullable: true }) hazard!: string | null;
  /** JSON: slots, district choice, channels, decision, effects. */
  @Column('text') slots!: string;
  @Column('text') districts!: string;
  @Column('text') channels!: string;
  @Column('text', { nullable: true }) decision!: string | null;
  @Column('text') effects!: string;
  /** Grows with every edit: an edit or submit names the one it saw. */
  @Column('integer') revision!: number;
  @Column('text', { name: 'author_id' }) authorId!: string;
  /** JSON list of officer ids. */
  @Column('text') editors!: string;
  @Column('text', { name: 'submitter_id', nullable: true }) submitterId!: string | null;
  @Column('text', { name: 'approver_id', nullable: true }) approverId!: string | null;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  @Column('bigint', { name: 'decided_at', nullable: true }) decidedAt!: number | null;
  @Column('bigint', { name: 'submitted_at', nullable: true }) submittedAt!: number | null;
  @Column('bigint', { name: 'lapses_at', nullable: true }) lapsesAt!: number | null;
  @Column('bigint', { name: 'issued_at', nullable: true }) issuedAt!: number | null;
  /** Its place in the order of all issues (issue-order.ts). */
  @Column('integer', { name: 'issued_seq', nullable: true }) issuedSeq?: number | null;
  @Column('bigint', { name: 'expires_at', nullable: true }) expiresAt!: number | null;
  @Column('text', { nullable: true }) digest!: string | null;
  /** SHA-256 of the touched districts' state at submit: if it changes, the submission lapses. */
  @Column('text', { name: 'state_digest', nullable: true }) stateDigest!: string | null;
  @Column('integer', { name: 'audience_people', nullable: true }) audiencePeople!: number | null;
  @Column('integer', { name: 'audience_addresses', nullable: true }) audienceAddresses!: number | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { name: 'proposal_id', nullable: true }) proposalId!: string | null;
  /** The version that a cancel, correction or lift speaks of. */
  @Column('text', { name: 'of_version', nullable: true }) ofVersion!: string | null;
  /** 1: the broadcast is left for the morning, under a task for a person (R14). */
  @Column('integer', { name: 'radio_later', nullable: true }) radioLater?: number | null;
  /** JSON: why the author left channels out, by channel; null where nobody said. */
  @Column('text', { name: 'left_out', nullable: true }) leftOut?: string | null;
}

@Entity('renderings')
export class RenderingRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'version_id' }) versionId!: string;
  /** `message`, `cancel`, or `correction:<cause>`; the last two are the ready-made ones of the digest. */
  @Column('text') purpose!: string;
  @Column('text') channel!: string;
  /** The language a resident asked for; a post's first language. */
  @Column('text') language!: string;
  @Column('integer') position!: number;
  /** The whole Rendering as JSON. */
  @Column('text') doc!: string;
}

/** The ledger of effects; never updated. */
@Entity('effects')
export class EffectRow {
  @PrimaryGeneratedColumn('increment', { type: 'integer' }) seq!: number;
  @Column('text', { name: 'version_id' }) versionId!: string;
  @Column('text') district!: string;
  @Column('text') hazard!: string;
  @Column('integer', { nullable: true }) level!: number | null;
  @Column('integer', { name: 'previous_level', nullable: true }) previousLevel!: number | null;
  @Column('bigint') at!: number;
}

/** The ledger's present: one row per district and hazard in force. */
@Entity('district_states')
export class DistrictStateRow {
  @PrimaryColumn('text') district!: string;
  @PrimaryColumn('text') hazard!: string;
  @Column('integer') level!: number;
  @Column('text') kind!: string;
  @Column('text', { name: 'alert_id' }) alertId!: string;
  @Column('text', { name: 'version_id' }) versionId!: string;
  @Column('bigint') since!: number;
}
