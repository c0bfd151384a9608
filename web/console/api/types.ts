/** The wire's shapes as the console uses them: types only, so that no validator is shipped to the browser. */
import type { z } from 'zod';
import type { Area, District, Feature, RadioStation, Shelter } from '../../../src/domain/town.js';
import type { correctionBody, decisionShape, editBody, newDraftBody } from '../../../src/wire/alert.js';
import type { newLogEntryBody } from '../../../src/wire/log.js';
import type { KindShape } from '../../../src/wire/message.js';

export type {
  AlertHistoryShape,
  AlertShape,
  ProposalShape,
  TelegramShape,
  VersionShape,
} from '../../../src/wire/alert.js';
export type { CardShape, PackShape } from '../../../src/wire/card.js';
export type { DutyShape } from '../../../src/wire/duty.js';
export type {
  GroupDecidedShape,
  OtherAddressShape,
  TaskShape,
  WaitingShape,
} from '../../../src/wire/delivery.js';
export type { DrillShape, ScenarioShape } from '../../../src/wire/drill.js';
export type { ManualSheetShape, ManualTaskShape } from '../../../src/wire/manual.js';
export type { ChannelRoomShape, StationShape } from '../../../src/wire/channels.js';
export type { ChannelTestShape } from '../../../src/wire/channel-test.js';
export type {
  GlossaryTermShape,
  ReadingShape,
  TemplateSentenceShape,
  TemplateShape,
} from '../../../src/wire/templates.js';
export type { ChronologyEntryShape, ChronologyShape, UploadShape } from '../../../src/wire/chronology.js';
export type { CapShape, KindShape, PreviewShape, RenderingShape } from '../../../src/wire/message.js';
export type { Problem } from '../../../src/wire/problem.js';
export type {
  ChangedShape,
  ChannelProgress,
  DeliveryShape,
  DeliveryState,
  ProgressShape,
  StateShape,
  Topic,
} from '../../../src/wire/progress.js';
export type { SpeechShape } from '../../../src/wire/speech.js';
export type { ResidentCountsShape } from '../../../src/wire/residents.js';
export type { ShelterShape } from '../../../src/wire/shelter.js';
export type { SituationShape } from '../../../src/wire/situation.js';
export type { RingShape } from '../../../src/wire/ringing.js';
export type { OfficerChange } from '../../../src/domain/staff-change.js';
export type { AuditEntryShape, AuditShape, LogCheckShape, SignInShape } from '../../../src/wire/audit.js';
export type { WatchShape } from '../../../src/wire/watch.js';
export type {
  BreakGlassShape,
  InvitationShape,
  ListedOfficerShape,
  OfficerRequestShape,
  OfficersShape,
} from '../../../src/wire/staff.js';
export type { SessionShape } from '../../../src/wire/session.js';
export type {
  AskedShape,
  EnrolledShape,
  MeShape,
  OwnSessionShape,
  StepUpAct,
  StepUpShape,
  TotpShape,
} from '../../../src/wire/sign-in.js';
export type { CarriedChannelId, ChannelId } from '../../../src/domain/channel.js';

export type Decision = z.infer<typeof decisionShape>;
export type EditBody = z.infer<typeof editBody>;
export type NewDraft = z.infer<typeof newDraftBody>;
export type NewLogEntry = z.infer<typeof newLogEntryBody>;
export type Cause = z.infer<typeof correctionBody>['cause'];
export type Districts = EditBody['districts'];
export type SlotValues = EditBody['slots'];
export type SlotValue = SlotValues[string];
/** One order of a combined message. */
export type Order = Exclude<Extract<SlotValue, unknown[]>[number], string>;
export type SlotSpec = KindShape['slots'][string];

/** GET /api/v1/town */
export interface TownShape {
  readonly id: string;
  readonly name: { readonly ja: string; readonly kana: string; readonly romaji: string };
  readonly timeZone: string;
  readonly districts: readonly District[];
  readonly areas: readonly Area[];
  readonly shelters: readonly Shelter[];
  readonly features: readonly Feature[];
  readonly stations: readonly RadioStation[];
  readonly hazardDistricts: Readonly<Record<string, readonly string[]>>;
  readonly languages: readonly string[];
  /** Languages that the hub can say aloud; none where it has no voice. */
  readonly spoken?: readonly string[];
  /** Null where the town has none: its lists do without a map. */
  readonly boundary: GeoJSON.GeoJSON | null;
}
