import { z } from 'zod';
import { cardShape, packShape } from '../card.js';
import { channelRoomShape, stationShape } from '../channels.js';
import { chronologyEntryShape, chronologyShape, seenBody, uploadShape } from '../chronology.js';
import { dutyShape } from '../duty.js';
import { residentCountsShape } from '../residents.js';
import { shelterShape } from '../shelter.js';
import { situationShape } from '../situation.js';
import { glossaryTermShape, readingShape, templateSentenceShape, templateShape } from '../templates.js';
import type { RouteTable } from './route.js';

const idOnly = z.object({ id: z.string() });

/** The rooms beside the alert: map, shelters, chronology, templates, channels, paper. */
export const roomRoutes: RouteTable = {
  'GET /api/v1/situation': {
    says: 'Levels, shelters and what JMA says, now or at a moment of the last day (`at`).',
    answer: situationShape,
  },
  'GET /api/v1/shelters': { says: 'Shelters and whether they are open.', answer: z.array(shelterShape) },
  'POST /api/v1/shelters/:id/state': {
    says: 'Opens a shelter, foretells when, or closes it.',
    answer: idOnly,
    example: { state: 'open' },
  },
  'GET /api/v1/residents/counts': {
    says: 'How many people and addresses are registered; nobody by name.',
    answer: residentCountsShape,
  },
  'GET /api/v1/chronology': { says: 'The log as the headquarters reads it.', answer: chronologyShape },
  'POST /api/v1/chronology/seen': { says: 'How far you have read.', answer: seenBody, example: { seq: 42 } },
  'GET /api/v1/chronology.json': {
    says: 'The same as a file, without personal words.',
    answer: z.array(chronologyEntryShape),
  },
  'GET /api/v1/chronology.csv': {
    says: 'The same as a sheet, without personal words.',
    answer: { media: 'text/csv' },
  },
  'POST /api/v1/chronology/personal': {
    says: 'The sheet with personal words; that it was made stands in the log.',
    answer: { media: 'text/csv' },
  },
  'POST /api/v1/chronology/attachments': {
    says: 'Takes a photo or document (JPEG, PNG, PDF; at most 4 MB), for an entry to name within a day.',
    answer: uploadShape,
    body: { media: 'application/octet-stream' },
  },
  'GET /api/v1/chronology/attachments/:sha256': {
    says: 'An attachment by its digest, as it was uploaded: JPEG, PNG or PDF.',
    answer: { media: '*/*' },
  },
  'GET /api/v1/templates': {
    says: 'The kinds, their sentences, and how many somebody vouches for.',
    answer: z.array(templateShape),
  },
  'GET /api/v1/templates/:kind': {
    says: 'The sentences of a kind in a language, with their reviews.',
    answer: z.array(templateSentenceShape),
  },
  'GET /api/v1/glossary': { says: 'Terms in every language.', answer: z.array(glossaryTermShape) },
  'GET /api/v1/readings': { says: "How the town's words are read aloud.", answer: z.array(readingShape) },
  'GET /api/v1/channels': {
    says: 'Each channel: how it is, what waits in it, what may stand in for it.',
    answer: z.array(channelRoomShape),
  },
  'GET /api/v1/channels/:id/stations': {
    says: "Answer-back of a channel's own transmitters, asked of the far end now; troubled ones first.",
    answer: z.array(stationShape),
  },
  'GET /api/v1/versions/:id/card': { says: 'The issue card of a version.', answer: cardShape },
  'GET /api/v1/versions/:id/card.pdf': { says: 'The same on paper.', answer: { media: 'application/pdf' } },
  'GET /api/v1/cards/pack/state': {
    says: 'Whether the offline pack is there, and of when.',
    answer: packShape,
  },
  'GET /api/v1/cards/pack': {
    says: 'Cards to fill in by hand, for every kind and area.',
    answer: { media: 'application/pdf' },
  },
  'POST /api/v1/cards/pack': { says: 'Makes the pack anew.', answer: packShape },
  'GET /api/v1/duties': {
    says: 'What the law asks of the town now; with `alert` all of an alert.',
    answer: z.array(dutyShape),
  },
  'POST /api/v1/duties/:id/done': {
    says: 'By whom, when and by what means a duty was seen to.',
    answer: idOnly,
    example: { by: '鈴木', means: 'phone', note: '県災害対策課 受理' },
  },
};
