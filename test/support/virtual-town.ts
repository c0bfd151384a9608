/** A virtual town on free loopback ports, and orders to send to it. */
import { request } from 'undici';
import type { Asking, ChannelId, SendOrder, ServiceChannelId, Unit } from '../../src/domain/channel.js';
import type { RadioScript, Rendering } from '../../src/domain/rendering.js';
import { drillBrowser } from '../../src/platform/drill-browser.js';
import { newId } from '../../src/platform/id.js';
import {
  startVirtualTown,
  type VirtualTown,
  type VirtualTownOptions,
} from '../../src/virtual-town/start-virtual-town.js';
import type { VirtualFault, VirtualTownMap } from '../../src/wire/virtual-town.js';
import { subscriptionTarget } from '../../src/wire/web-push.js';

export const testMap: VirtualTownMap = {
  name: '試験町',
  nameEn: 'Test town',
  districts: [
    { code: 'okuda', name: '奥田', nameEn: 'Okuda', point: { lat: 36.0034, lng: 139.3394 } },
    { code: 'ohashi', name: '大橋', nameEn: 'Ohashi', point: { lat: 35.9958, lng: 139.3382 } },
  ],
  stations: [
    { id: 'st-01', name: '奥田', districts: ['okuda'], point: { lat: 36.0035, lng: 139.3395 } },
    { id: 'st-02', name: '大橋', districts: ['ohashi'], point: { lat: 35.9959, lng: 139.3383 } },
  ],
  boundary: null,
};

export interface TestTown extends VirtualTown {
  setFault(fault: VirtualFault): Promise<void>;
  clearFaults(): Promise<void>;
  setTarget(target: string, state: string | null): Promise<void>;
}

/** Starts a town in memory; broadcasts last a thousandth of their real time unless told otherwise. */
export async function startTestTown(options: Partial<VirtualTownOptions> = {}): Promise<TestTown> {
  const town = await startVirtualTown({
    port: 0,
    tlsPort: 0,
    dataDir: null,
    town: testMap,
    playSpeed: 1000,
    ...options,
  });
  const put = async (path: string, body: object): Promise<void> => {
    const answer = await request(`${town.url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
    if (answer.statusCode !== 204)
      throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`);
  };
  return Object.assign(town, {
    setFault: (fault: VirtualFault) => put('/faults', fault),
    clearFaults: async () => {
      await request(`${town.url}/faults`, { method: 'DELETE' });
    },
    setTarget: (target: string, state: string | null) => put('/targets', { target, state }),
  });
}

export const testScript: RadioScript = {
  chime: 'up-down',
  siren: 'evacuation',
  repeat: 2,
  lines: [
    { language: 'ja', text: '訓練。こちらは防災です。避難してください。', reading: 'くんれん' },
    { language: 'en', text: 'Drill. Evacuate now.', reading: null },
  ],
};

const sizes: Readonly<Partial<Record<ChannelId, Unit>>> = {
  radio: 'seconds',
  push: 'bytes',
  sms: 'segments',
  mastodon: 'characters',
  'web-push': 'bytes',
  mail: 'characters',
  voice: 'seconds',
};
export const goodTargets: Readonly<Record<ServiceChannelId, string>> = {
  radio: 'st-01',
  push: 'app-token-1',
  sms: '+819012345678',
  mastodon: 'bosai',
  'web-push': subscriptionTarget(drillBrowser('test-browser-1').subscription),
  mail: 'resident-000001@drill.invalid',
  voice: '+81490999999',
};

export function testRendering(channel: ChannelId, overrides: Partial<Rendering> = {}): Rendering {
  return {
    channel,
    languages: ['ja'],
    title: '【訓練】避難指示',
    text: '【訓練】奥田に避難指示を出しました。今すぐ避難してください。',
    size: 2,
    unit: sizes[channel] ?? 'characters',
    limit: 500,
    dropped: [],
    fellBackFrom: null,
    review: 'reviewed',
    ...(channel === 'radio' && { radio: testScript }),
    ...overrides,
  };
}

/** An order of the drill world to one good target; valid for an hour. */
/** A question about the only call to its target, made just now. */
export const askedAlone: Asking = {
  age: 0,
  otherCalls: () => Promise.resolve({ refs: new Set<string>(), earlier: 0, later: 0 }),
};

export function testOrder(channel: ServiceChannelId, overrides: Partial<SendOrder> = {}): SendOrder {
  return {
    callId: newId(),
    key: newId(),
    channel,
    members: [{ deliveryId: newId(), target: goodTargets[channel] }],
    alertId: newId(),
    alertNumber: '令和8年 第12号',
    versionId: newId(),
    version: 1,
    intent: 'alert',
    kind: 'evacuation-instruction',
    urgency: 4,
    world: 'drill',
    status: 'Exercise',
    rendering: testRendering(channel),
    references: [],
    digest: '0'.repeat(64),
    expiresAt: Date.now() + 3_600_000,
    ...overrides,
  };
}
