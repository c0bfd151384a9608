/**
 * The virtual town: a program of its own that plays the outside world over real HTTP. FCM, Twilio and Mastodon at
 * their own paths and with their own answers, the radio gateway with its speakers, a ledger of what arrived (the
 * oracle of the tests), faults for each endpoint, and a page where one sees phones light up and hears the speakers.
 */
import type { VirtualTownMap } from '../wire/virtual-town.js';
import { createAdmin } from './admin.js';
import { loadIdentity } from './identity.js';
import { createCallbacks } from './callbacks.js';
import { createFaults } from './faults.js';
import { createFcm } from './fcm.js';
import { openFronts } from './fronts.js';
import { createLedger, type Ledger } from './ledger.js';
import { openLedgerFile } from './ledger-file.js';
import { createMastodon } from './mastodon.js';
import { createPhones } from './phones.js';
import { createRadio, type RadioService } from './radio.js';
import { createScene } from './scene.js';
import { openSmtp } from './smtp.js';
import { createTargets } from './targets.js';
import { createTokenEndpoint } from './token.js';
import { createTwilioCalls } from './twilio-calls.js';
import { createTwilio } from './twilio.js';
import { createWebPush } from './web-push.js';

export interface VirtualTownOptions {
  /** 0 = any free port. */
  readonly port: number;
  readonly tlsPort: number;
  /** Any free one unless told otherwise. */
  readonly smtpPort?: number;
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** Where credentials, the ledger and the gateway's sequence survive a restart; null = in memory. */
  readonly dataDir: string | null;
  readonly town: VirtualTownMap;
  /** Folder of the static page; without it only the data is served. */
  readonly pageDir?: string;
  /** Requests a second that a provider takes before it answers 429. Absent = as many as come. */
  readonly rates?: { readonly sms?: number; readonly push?: number };
  /** How much faster than speech the gateway plays; 1 = real time. */
  readonly playSpeed?: number;
  /** Broadcasts that its loudspeakers can say at once: as many as come unless told otherwise, 1 as on a real line. */
  readonly radioLines?: number;
  readonly now?: () => number;
  readonly log?: {
    info(fields: object, sentence: string): void;
    warn(fields: object, sentence: string): void;
  };
}

export interface VirtualTown {
  readonly url: string;
  readonly tlsUrl: string;
  /** PEM of the throw-away certificate authority. */
  readonly ca: string;
  readonly ledger: Ledger;
  /** The line of its radio: who else holds it, and the emergency stop. */
  readonly radio: Pick<RadioService, 'hold' | 'halt'>;
  close(): Promise<void>;
}

/** Starts the virtual town and resolves once both ports listen. Rejects when a port is taken. */
export async function startVirtualTown(options: VirtualTownOptions): Promise<VirtualTown> {
  const now = options.now ?? Date.now;
  const identity = await loadIdentity(options.dataDir);
  const ledger = createLedger(now);
  const file = options.dataDir === null ? null : await openLedgerFile(options.dataDir, ledger);
  const faults = createFaults();
  const targets = createTargets();
  const callbacks = createCallbacks({ identity, now });
  const radio = createRadio({
    ...options,
    identity,
    ledger,
    targets,
    now,
    playSpeed: options.playSpeed ?? 1,
    radioLines: options.radioLines ?? Number.POSITIVE_INFINITY,
  });
  const scene = createScene({ town: options.town, ledger, radio, faults });
  const phones = createPhones(identity.credentials.twilio);
  const services = {
    token: createTokenEndpoint(identity, now),
    fcm: createFcm({ identity, ledger, targets, now, rate: options.rates?.push ?? null }),
    twilio: createTwilio({ identity, ledger, targets, now, callbacks, rate: options.rates?.sms ?? null }),
    voice: createTwilioCalls({ identity, ledger, targets, now, callbacks, phones, rate: null }),
    mastodon: createMastodon({ identity, ledger, now }),
    radio,
    webPush: createWebPush({ identity, ledger, targets, now }),
  };
  const admin = await createAdmin({ ...options, identity, ledger, faults, targets, scene, phones });
  const fronts = await openFronts({ ...options, identity, services, faults, ledger, admin });
  admin.tlsPort = fronts.tlsPort;
  const smtp = await openSmtp({ ...options, identity, ledger, faults, targets, now });
  admin.smtpPort = smtp.port;
  options.log?.info({ url: fronts.url }, 'virtual town listens');
  return {
    url: fronts.url,
    tlsUrl: fronts.tlsUrl,
    ca: identity.ca,
    ledger,
    radio,
    close: async () => {
      scene.close();
      radio.close();
      await Promise.all([fronts.close(), callbacks.close(), smtp.close()]);
      await file?.close();
    },
  };
}
