import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ShelterState } from '../../domain/shelter.js';

/** A change of a shelter's state. Rows are only added; the newest of a shelter is its present. */
@Entity('shelter_states')
export class ShelterStateRow {
  /** 国土地理院 共通ID. */
  @PrimaryColumn('text', { name: 'shelter_id' }) shelterId!: string;
  /** When it was said. Milliseconds UTC. */
  @PrimaryColumn('bigint') since!: number;
  @Column('text') state!: ShelterState;
  /** For when the opening is foretold. */
  @Column('bigint', { name: 'opens_at', nullable: true }) opensAt!: number | null;
  @Column('text', { name: 'officer_id' }) officerId!: string;
}
