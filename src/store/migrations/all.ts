import { FirstLight1763700000000 } from './1763700000000-first-light.js';
import { DeliveryEngine1764300000000 } from './1764300000000-delivery-engine.js';
import { ErasedAlerts1795850000000 } from './1795850000000-erased-alerts.js';
import { Telephone1795900000000 } from './1795900000000-telephone.js';
import { ManualMarks1795960000000 } from './1795960000000-manual-marks.js';
import { SignIn1796000000000 } from './1796000000000-sign-in.js';
import { OfficerRequests1796010000000 } from './1796010000000-officer-requests.js';
import { ShelterStates1796020000000 } from './1796020000000-shelter-states.js';
import { Chronology1796030000000 } from './1796030000000-chronology.js';
import { Duties1796040000000 } from './1796040000000-duties.js';
import { Attachments1796050000000 } from './1796050000000-attachments.js';
import { LongHistory1796060000000 } from './1796060000000-long-history.js';
import { Rooms1796064000000 } from './1796064000000-rooms.js';
import { EarlyReceipts1796070000000 } from './1796070000000-early-receipts.js';
import { IssueOrder1796170000000 } from './1796170000000-issue-order.js';

/** Every migration, oldest first. Expand first and contract a version later: old and new processes run side by side. */
export const migrations = [
  FirstLight1763700000000,
  DeliveryEngine1764300000000,
  ErasedAlerts1795850000000,
  Telephone1795900000000,
  ManualMarks1795960000000,
  SignIn1796000000000,
  OfficerRequests1796010000000,
  ShelterStates1796020000000,
  Chronology1796030000000,
  Duties1796040000000,
  Attachments1796050000000,
  LongHistory1796060000000,
  Rooms1796064000000,
  EarlyReceipts1796070000000,
  IssueOrder1796170000000,
];
