import {
  AlertRow,
  DistrictStateRow,
  EffectRow,
  IncidentRow,
  RenderingRow,
  VersionRow,
} from './alert.entity.js';
import { AttachmentRow, LogAttachmentRow } from './attachment.entity.js';
import { ChronologyRow, LogLookRow } from './chronology.entity.js';
import {
  AddressRow,
  CallRow,
  DeliveryRow,
  EarlyReceiptRow,
  ExpansionRow,
  ProviderRateRow,
  ResidentRow,
  TaskRow,
  VersionChannelRow,
} from './delivery.entity.js';
import { DutyRow } from './duty.entity.js';
import { DrillRow, LogPersonalRow, LogRow } from './log.entity.js';
import { ManualMarkRow } from './manual.entity.js';
import { AnswerRow, MetaRow, OfficerRow, SessionRow } from './officer.entity.js';
import { BreakGlassRow, WatchRow, OfficerRequestRow } from './staff.entity.js';
import {
  ChallengeRow,
  KnownDeviceRow,
  PasskeyRow,
  RecoveryCodeRow,
  SecondFactorRow,
} from './sign-in.entity.js';
import { ShelterStateRow } from './shelter.entity.js';
import { PhoneInputRow, RingRow, SafetyAnswerRow } from './telephone.entity.js';
import { ProposalRow, TelegramRow } from './telegram.entity.js';

/** Every table of the product. */
export const entities = [
  OfficerRow,
  SessionRow,
  PasskeyRow,
  SecondFactorRow,
  RecoveryCodeRow,
  ChallengeRow,
  KnownDeviceRow,
  AnswerRow,
  MetaRow,
  TelegramRow,
  ProposalRow,
  IncidentRow,
  AlertRow,
  VersionRow,
  RenderingRow,
  EffectRow,
  DistrictStateRow,
  ResidentRow,
  AddressRow,
  DeliveryRow,
  CallRow,
  ProviderRateRow,
  EarlyReceiptRow,
  ExpansionRow,
  VersionChannelRow,
  TaskRow,
  ManualMarkRow,
  ShelterStateRow,
  DutyRow,
  LogRow,
  LogPersonalRow,
  ChronologyRow,
  LogLookRow,
  AttachmentRow,
  LogAttachmentRow,
  DrillRow,
  PhoneInputRow,
  SafetyAnswerRow,
  RingRow,
  OfficerRequestRow,
  BreakGlassRow,
  WatchRow,
];
