import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Bytes attached to entries of the chronology, each file once, however many entries name it. */
@Entity('attachments')
export class AttachmentRow {
  @PrimaryColumn('text') sha256!: string;
  @Column('text') type!: string;
  @Column('integer') size!: number;
  /** Base64: one column type, and one text of SQL, on both engines. */
  @Column('text') body!: string;
  /** When it was uploaded or named last. */
  @Column('bigint') at!: number;
}

/** Which entries hold which bytes; follows from the chained entries, and ends with the time to keep them. */
@Entity('log_attachments')
export class LogAttachmentRow {
  @PrimaryColumn('integer') seq!: number;
  @PrimaryColumn('text') sha256!: string;
}
