import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { DeliveryState } from '../../domain/delivery.js';

@Entity('residents')
export class ResidentRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') district!: string;
  @Column('text') language!: string;
}

@Entity('addresses')
export class AddressRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'resident_id' }) residentId!: string;
  @Column('text') channel!: string;
  @Column('text') target!: string;
  @Column('text') district!: string;
  @Column('text') language!: string;
  /** The provider said that it no longer exists. */
  @Column('bigint', { name: 'dead_at', nullable: true }) deadAt!: number | null;
  /** Its owner answered STOP, and not START since: nothing is sent to it, and it is not forgotten. */
  @Column('bigint', { name: 'opted_out_at', nullable: true }) optedOutAt!: number | null;
}

/** One address of one version on one channel. The pending rows are the outbox. */
@Entity('deliveries')
export class DeliveryRow {
  @PrimaryGeneratedColumn('increment', { type: 'integer' }) id!: number;
  @Column('text', { name: 'version_id' }) versionId!: string;
  @Column('text', { name: 'alert_id' }) alertId!: string;
  /** Incident and hazard: on one target and channel, versions of one key never go backwards. */
  @Column('text', { name: 'order_key' }) orderKey!: string;
  @Column('text') channel!: string;
  /** Null for stations and accounts, and once retention erased it: nothing can be addressed to it again. */
  @Column('text', { name: 'address_id', nullable: true }) addressId!: string | null;
  @Column('text') target!: string;
  @Column('text', { nullable: true }) district!: string | null;
  @Column('text') language!: string;
  @Column('text', { name: 'rendering_id' }) renderingId!: string;
  @Column('text') state!: DeliveryState;
  /** 0 goes first: 0 a retraction, 1 the most urgent kind, 6 a notice. */
  @Column('integer') rank!: number;
  @Column('bigint', { name: 'due_at' }) dueAt!: number;
  @Column('bigint', { name: 'expires_at' }) expiresAt!: number;
  @Column('integer') attempts!: number;
  @Column('integer') fence!: number;
  @Column('bigint', { name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column('text', { name: 'call_id', nullable: true }) callId!: string | null;
  @Column('text', { nullable: true }) ref!: string | null;
  @Column('text', { nullable: true }) fault!: string | null;
  @Column('text', { name: 'held_reason', nullable: true }) heldReason!: string | null;
  @Column('bigint', { name: 'accepted_at', nullable: true }) acceptedAt!: number | null;
  @Column('bigint', { name: 'updated_at' }) updatedAt!: number;
}

/**
 * What was committed before its first byte: one provider call, whose resend has the same key and members. Where the
 * provider takes one target a call and keeps no key, the row holds a lot of such calls, one a member.
 */
@Entity('calls')
export class CallRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') channel!: string;
  @Column('text', { name: 'version_id' }) versionId!: string;
  @Column('text', { name: 'rendering_id' }) renderingId!: string;
  /** JSON list of [delivery id, target]. */
  @Column('text') members!: string;
  /** How many. */
  @Column('integer', { default: 1 }) size!: number;
  @Column('bigint', { name: 'committed_at' }) committedAt!: number;
}

/** When the next call to a provider may start, for all processes on the database. Microseconds UTC of the database's clock. */
@Entity('provider_rates')
export class ProviderRateRow {
  @PrimaryColumn('text') channel!: string;
  @Column('bigint', { name: 'next_at' }) nextAt!: number;
}

/** What a provider said of a call before a delivery had its reference; kept until one has. */
@Entity('early_receipts')
export class EarlyReceiptRow {
  @PrimaryColumn('text') channel!: string;
  @PrimaryColumn('text') ref!: string;
  @PrimaryColumn('text') state!: string;
  /** JSON of the receipt. */
  @Column('text') receipt!: string;
  @Column('bigint') at!: number;
}

/** A large audience that is still being expanded, lot by lot; gone when all its deliveries are there. */
@Entity('expansions')
export class ExpansionRow {
  @PrimaryColumn('text', { name: 'version_id' }) versionId!: string;
  @PrimaryColumn('text') channel!: string;
  @Column('text', { name: 'alert_id' }) alertId!: string;
  @Column('integer') rank!: number;
  /** JSON of what all its deliveries have in common. */
  @Column('text') batch!: string;
  /** JSON: districts, or `reached`. */
  @Column('text') audience!: string;
  @Column('text') after!: string;
  @Column('bigint', { name: 'opened_at' }) openedAt!: number;
}

/** Targets per version and channel, and when the last of them settled. */
@Entity('version_channels')
export class VersionChannelRow {
  @PrimaryColumn('text', { name: 'version_id' }) versionId!: string;
  @PrimaryColumn('text') channel!: string;
  @Column('text', { name: 'alert_id' }) alertId!: string;
  @Column('integer') targets!: number;
  @Column('bigint', { name: 'settled_at', nullable: true }) settledAt!: number | null;
}

/** What waits for a person. */
@Entity('tasks')
export class TaskRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') kind!: string;
  @Column('text', { name: 'version_id', nullable: true }) versionId!: string | null;
  @Column('text', { nullable: true }) channel!: string | null;
  @Column('text') reason!: string;
  @Column('bigint', { name: 'opened_at' }) openedAt!: number;
  @Column('bigint', { name: 'closed_at', nullable: true }) closedAt!: number | null;
  @Column('text', { name: 'closed_by', nullable: true }) closedBy!: string | null;
  /** When it should be seen to; null for at once. */
  @Column('bigint', { name: 'due_at', nullable: true }) dueAt!: number | null;
}
