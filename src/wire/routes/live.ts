import { z } from 'zod';
import { channelTestShape } from '../channel-test.js';
import { drillShape, scenarioShape } from '../drill.js';
import { stateShape } from '../progress.js';
import type { RouteTable } from './route.js';

/** The state of the world, drills, and the hub itself. */
export const liveRoutes: RouteTable = {
  'GET /api/v1/state': { says: 'Level per district, health per channel, the disk.', answer: stateShape },
  'POST /api/v1/channels/:id/test': {
    says: "Sends a fixed text to the hub's own test address, and answers what the provider said.",
    answer: channelTestShape,
  },
  'GET /api/v1/scenarios': { says: 'Scenarios that can be played.', answer: z.array(scenarioShape) },
  'GET /api/v1/drills': { says: 'Drills, newest first.', answer: z.array(drillShape) },
  'POST /api/v1/drills': {
    says: 'Starts a scenario; in the drill world only.',
    answer: drillShape,
    example: { scenario: 'night-landslide', speed: 10 },
  },
  'POST /api/v1/drills/:id/stop': { says: 'Stops a drill.', answer: drillShape },
  'GET /health/live': {
    says: 'The process answers.',
    answer: z.object({ status: z.literal('ok') }),
  },
  'GET /health/ready': {
    says: 'The database answers; otherwise 503.',
    answer: z.object({ status: z.literal('ok'), engine: z.string(), storage: stateShape.shape.storage }),
  },
  'GET /openapi.json': { says: 'This document.', answer: { media: 'application/json' } },
  'GET /docs': { says: 'This document as a page.', answer: { media: 'text/html' } },
  'GET /docs/errors': { says: 'Every code of a refusal, as a page.', answer: { media: 'text/html' } },
};
