import { officers, type Version } from './fixtures/office.js';
import type { Fixture } from './fixtures/hub.js';

const slots = { hazard: 'landslide', reason: 'landslide-warning', shelters: ['E1134800022201'] };
const districts = ['sue', 'kumai', 'izui'];
/** Where a lower level may still be asked for: nothing is in force there. */
const elsewhere = { kind: 'evacuation-elderly', districts: ['okuda', 'ohashi'] };
const decision = { by: '町長 山田太郎', means: 'phone' as const };

/** What the office of a fixture hub has in hand. */
interface InHand {
  readonly issued: Version;
  readonly waiting: Version;
  readonly own: Version;
  readonly draft: Version;
}

/** An alert that is going out, a submission that waits, and a draft: every screen has something to show. */
export const furnish = ({ office }: Fixture): InHand => {
  const [author, other] = officers as [(typeof officers)[0], (typeof officers)[0]];
  const order = { kind: 'evacuation-instruction', slots, districts, decision };
  const issued = office.open(author, order);
  office.submit(issued, author);
  office.issue(issued, other);
  const waiting = office.open(other, { ...order, ...elsewhere });
  office.submit(waiting, other);
  const own = office.open(author, { ...order, ...elsewhere });
  office.submit(own, author);
  const draft = office.open(author, order);
  return { issued, waiting, own, draft };
};

/**
 * Every screen of the console behind the sign-in, and its address in a furnished office: a new screen is one line here,
 * and is examined in every look and can be pictured. Two addresses of one screen must not stand side by side.
 */
export const screens: Readonly<Record<string, (hand: InHand) => string>> = {
  inbox: () => '/inbox',
  home: () => '/',
  choose: () => '/compose',
  draft: ({ draft }) => `/drafts/${draft.id}`,
  check: ({ draft }) => `/drafts/${draft.id}/check`,
  approval: ({ waiting }) => `/versions/${waiting.id}`,
  card: ({ waiting }) => `/versions/${waiting.id}/card`,
  alerts: () => '/alerts',
  ownSubmission: ({ own }) => `/versions/${own.id}`,
  alert: ({ issued }) => `/alerts/${issued.alertId}`,
  stop: ({ issued }) => `/alerts/${issued.alertId}/stop`,
  lift: ({ issued }) => `/alerts/${issued.alertId}/lift`,
  manual: () => '/manual',
  map: () => '/map',
  alertManual: ({ issued }) => `/alerts/${issued.alertId}/manual`,
  log: () => '/log',
  shelters: () => '/shelters',
  logPrint: () => '/log/print',
  residents: () => '/residents',
  templates: () => '/templates',
  channels: () => '/channels',
  sentences: () => '/templates?kind=fire&language=ja-easy',
  drill: () => '/drill',
  glossary: () => '/templates?tab=glossary',
  officers: () => '/officers',
  audit: () => '/audit',
  settings: () => '/settings',
  readings: () => '/templates?tab=readings',
  me: () => '/me',
  nowhere: () => '/no-such-page',
};
