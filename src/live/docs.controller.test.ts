import { expect, test } from '@jest/globals';
import type { OfficerRequest } from '../platform/officer-request.js';
import { DocsController } from './docs.controller.js';

const signedOut = {} as OfficerRequest;
const signedIn = { officer: { id: '1', name: '当直', roles: ['reader'] } } as unknown as OfficerRequest;
const document = () => ({ openapi: '3.1.0' });

test('the drill hub shows its API to anybody, the live hub to signed-in officers only', () => {
  const [drill, live] = (['drill', 'live'] as const).map((world) => new DocsController({ world, document }));
  expect(drill?.document(signedOut)).toEqual(document());
  expect(live?.document(signedOut)).toEqual({ refused: 'session.none' });
  expect(live?.page(signedOut)).toEqual({ refused: 'session.none' });
  expect(live?.document(signedIn)).toEqual(document());
  expect(live?.page(signedIn)).toContain('● 本番');
  expect(drill?.page(signedOut)).toContain('◇ 訓練');
});
