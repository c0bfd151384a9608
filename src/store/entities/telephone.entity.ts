import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RingChannel, RingState } from '../../domain/ringing.js';

/** What a provider's form said once: an SMS by its id, a key by call and question. Holds no number and no text. */
@Entity('phone_inputs')
export class PhoneInputRow {
  @PrimaryColumn('text') id!: string;
  @Column('bigint') at!: number;
}

/** What a resident pressed when the hub rang: the last key counts. */
@Entity('safety_answers')
export class SafetyAnswerRow {
  @PrimaryColumn('integer', { name: 'delivery_id' }) deliveryId!: number;
  @Column('text', { name: 'version_id' }) versionId!: string;
  @Column('text') answer!: 'safe' | 'help';
  @Column('bigint') at!: number;
}

/** One approver rung for one submission by one means. Written before the first byte; holds no number. */
@Entity('rings')
export class RingRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'version_id' }) versionId!: string;
  /** A submission that is renewed is rung anew: it is another one. */
  @Column('bigint', { name: 'submitted_at' }) submittedAt!: number;
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('text') channel!: RingChannel;
  @Column('integer') round!: number;
  @Column('text') state!: RingState;
  @Column('text', { nullable: true }) ref!: string | null;
  @Column('text', { nullable: true }) fault!: string | null;
  @Column('bigint') at!: number;
  @Column('bigint', { name: 'answered_at', nullable: true }) answeredAt!: number | null;
}
