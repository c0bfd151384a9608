import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('passkeys')
export class PasskeyRow {
  /** The credential's id, base64url. */
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'officer_id' }) officerId!: string;
  /** COSE, base64url. */
  @Column('text', { name: 'public_key' }) publicKey!: string;
  /** How often the authenticator says it was used; one that goes back was copied. */
  @Column('bigint') counter!: number;
  /** JSON list. */
  @Column('text') transports!: string;
  @Column('text') name!: string;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  @Column('bigint', { name: 'used_at', nullable: true }) usedAt!: number | null;
}

/** An officer's authenticator app, and how often codes of hers were wrong. */
@Entity('second_factors')
export class SecondFactorRow {
  @PrimaryColumn('text', { name: 'officer_id' }) officerId!: string;
  /** The sealed secret in use. */
  @Column('text', { nullable: true }) totp!: string | null;
  /** The sealed secret that was shown and not confirmed yet. */
  @Column('text', { nullable: true }) pending!: string | null;
  @Column('bigint', { name: 'totp_at', nullable: true }) totpAt!: number | null;
  /** The newest step of 30 seconds whose code was used: no code works twice. */
  @Column('bigint', { name: 'last_step' }) lastStep!: number;
  @Column('integer') failures!: number;
  @Column('bigint', { name: 'rests_until', nullable: true }) restsUntil!: number | null;
}

@Entity('recovery_codes')
export class RecoveryCodeRow {
  @PrimaryColumn('text') hash!: string;
  @Column('text', { name: 'officer_id' }) officerId!: string;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  @Column('bigint', { name: 'used_at', nullable: true }) usedAt!: number | null;
}

/** Something asked of an officer or a browser, to be answered once and soon. */
@Entity('challenges')
export class ChallengeRow {
  /** SHA-256 of the token that the browser holds. */
  @PrimaryColumn('text', { name: 'id_hash' }) idHash!: string;
  @Column('text') purpose!: string;
  @Column('text', { name: 'officer_id', nullable: true }) officerId!: string | null;
  @Column('text', { name: 'session_hash', nullable: true }) sessionHash!: string | null;
  /** What the authenticator signs, base64url; empty where only a code is asked for. */
  @Column('text') challenge!: string;
  /** What a step-up is bound to. */
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('bigint', { name: 'expires_at' }) expiresAt!: number;
  @Column('bigint', { name: 'proven_at', nullable: true }) provenAt!: number | null;
  @Column('bigint', { name: 'used_at', nullable: true }) usedAt!: number | null;
}

/** A browser from which an officer has signed in before: it has a budget of wrong passwords of its own. */
@Entity('known_devices')
export class KnownDeviceRow {
  /** SHA-256 of the cookie. */
  @PrimaryColumn('text', { name: 'id_hash' }) idHash!: string;
  @PrimaryColumn('text', { name: 'officer_id' }) officerId!: string;
  @Column('bigint', { name: 'created_at' }) createdAt!: number;
  @Column('bigint', { name: 'seen_at' }) seenAt!: number;
  @Column('integer') failures!: number;
  @Column('bigint', { name: 'rests_until', nullable: true }) restsUntil!: number | null;
}
