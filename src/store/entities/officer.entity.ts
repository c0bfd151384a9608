import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('officers')
export class OfficerRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { unique: true }) login!: string;
  @Column('text') name!: string;
  /** JSON list of roles. */
  @Column('text') roles!: string;
  /** Argon2id, PHC string; null for the drill player's officers, who cannot sign in. */
  @Column('text', { name: 'password_hash', nullable: true }) passwordHash!: string | null;
  @Column('integer', { name: 'must_change' }) mustChange!: number;
  @Column('integer') failures!: number;
  @Column('bigint', { name: 'locked_until', nullable: true }) lockedUntil!: number | null;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  /** When she was removed; her name stays in what she did. */
  @Column('bigint', { name: 'disabled_at', nullable: true }) disabledAt?: number | null;
}

@Entity('sessions')
export class SessionRow {
  /** SHA-256 of the cookie: a stolen database opens no session. */
  @PrimaryColumn('text', { name: 'id_hash' }) idHash!: string;
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  @Column('bigint', { name: 'seen_at' }) seenAt!: number;
  @Column('bigint', { name: 'expires_at' }) expiresAt!: number;
  @Column('bigint', { name: 'revoked_at', nullable: true }) revokedAt!: number | null;
  /** Where it was opened: the address, the browser's own words, and how the officer was recognised. */
  @Column('text', { nullable: true }) address!: string | null;
  @Column('text', { nullable: true }) agent!: string | null;
  @Column('text', { nullable: true }) means!: string | null;
}

/** Answers kept by Idempotency-Key: the same key and body get the same answer. */
@Entity('answers')
export class AnswerRow {
  @PrimaryColumn('text') key!: string;
  @PrimaryColumn('text', { name: 'officer_id' }) officerId!: string;
  @Column('text', { name: 'body_hash' }) bodyHash!: string;
  @Column('integer') status!: number;
  @Column('text') answer!: string;
  @Column('bigint') at!: number;
}

@Entity('meta')
export class MetaRow {
  @PrimaryColumn('text') key!: string;
  @Column('text') value!: string;
}
