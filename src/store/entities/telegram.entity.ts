import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('telegrams')
export class TelegramRow {
  @PrimaryColumn('text') id!: string;
  /** Scenario time in a drill, else the clock. */
  @Column('bigint', { name: 'received_at' }) receivedAt!: number;
  /** SHA-256 of the bytes: the first line of idempotency. */
  @Column('text', { unique: true }) hash!: string;
  /** The bytes as they came, base64: rejected ones too are never dropped. */
  @Column('text') raw!: string;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text', { nullable: true }) title!: string | null;
  @Column('text', { nullable: true }) headline!: string | null;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text', { name: 'info_type', nullable: true }) infoType!: string | null;
  @Column('text', { name: 'event_id', nullable: true }) eventId!: string | null;
  @Column('text', { nullable: true }) serial!: string | null;
  @Column('bigint', { name: 'report_at', nullable: true }) reportAt!: number | null;
  @Column('bigint', { name: 'control_at', nullable: true }) controlAt!: number | null;
  @Column('text', { nullable: true }) office!: string | null;
  /** What it replaces: telegrams of one key follow one another. */
  @Column('text', { name: 'order_key', nullable: true }) orderKey!: string | null;
  @Column('integer') concerned!: number;
  @Column('integer', { nullable: true }) level!: number | null;
  @Column('text', { nullable: true }) refused!: string | null;
  @Column('integer') stale!: number;
  /** JSON list of the town's items. */
  @Column('text') items!: string;
}

@Entity('proposals')
export class ProposalRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'telegram_id' }) telegramId!: string;
  @Column('text') kind!: string;
  @Column('integer', { nullable: true }) level!: number | null;
  @Column('text', { nullable: true }) hazard!: string | null;
  @Column('text') districts!: string;
  @Column('text') slots!: string;
  @Column('text') state!: 'open' | 'used' | 'dismissed' | 'superseded';
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  /** Who put it aside, and when; null where it was not, or before this was kept. */
  @Column('text', { name: 'dismissed_by', nullable: true }) dismissedBy?: string | null;
  @Column('bigint', { name: 'dismissed_at', nullable: true }) dismissedAt?: number | null;
}
