// Writes docs/channels/radio-protocol.openapi.json from the shapes that hub and gateway really use (src/wire/radio.ts).
// `--check` only says whether it is current (exit 1 when not).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { buildServer } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await buildServer();
const wire = await import('../dist/wire/radio.js');

const schema = (shape) => {
  const { $schema: _, ...rest } = z.toJSONSchema(shape, { target: 'draft-2020-12', io: 'input' });
  return rest;
};
const schemas = {
  Command: schema(wire.radioCommandSchema),
  Readback: schema(wire.radioReadbackSchema),
  CommandStatus: schema(wire.radioCommandStatusSchema),
  GatewayStatus: schema(wire.radioGatewayStatusSchema),
  Stations: schema(wire.radioStationsSchema),
  Stored: schema(wire.radioStoredSchema),
  Problem: schema(wire.radioProblemSchema),
};
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
const header = (name, description) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});
const keyHeader = header(wire.radioKeyHeader, "Id of the hub's key.");
const signatureHeader = header(wire.radioSignatureHeader, 'Ed25519 over the bytes of the body, base64.');

const answers = (name) => ({
  200: {
    description: 'Signed by the gateway over the bytes of the body.',
    headers: {
      [wire.radioSignatureHeader]: {
        required: true,
        description: 'Ed25519, base64.',
        schema: { type: 'string' },
      },
    },
    content: { 'application/json': { schema: ref(name) } },
  },
  default: {
    description: 'A refusal (RFC 9457); `code` says why. Not signed.',
    content: { 'application/problem+json': { schema: ref('Problem') } },
  },
});
const command = (operationId, summary, name) => ({
  post: {
    operationId,
    summary,
    parameters: [keyHeader, signatureHeader],
    requestBody: { required: true, content: { 'application/json': { schema: ref('Command') } } },
    responses: answers(name),
  },
});
const read = (operationId, summary, name, parameters = []) => ({
  get: { operationId, summary, parameters, responses: answers(name) },
});
const inPath = (name, pattern) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', ...(pattern && { pattern }) },
});

const document = {
  openapi: '3.1.0',
  info: {
    title: 'Todoku radio gateway',
    version: wire.radioProtocol,
    description:
      'See radio-protocol.md: what is signed, what must be refused, and what may never happen twice.',
  },
  paths: {
    '/radio/v1/prepare': command('prepare', 'Reads back what a start would do. Nothing sounds.', 'Readback'),
    '/radio/v1/start': command('start', 'Starts or queues what was prepared, once.', 'CommandStatus'),
    '/radio/v1/stop': command('stop', 'Ends it, or bars a start that is still on its way.', 'CommandStatus'),
    '/radio/v1/audio/{sha256}': {
      put: {
        operationId: 'upload',
        summary: 'Hands over a sound file: WAV, 16 kHz, 16 bit, one channel.',
        parameters: [
          inPath('sha256', '^[0-9a-f]{64}$'),
          keyHeader,
          header(wire.radioIssuedHeader, 'Milliseconds UTC at which it was signed.'),
          header(
            wire.radioSignatureHeader,
            'Ed25519, base64, over canonical JSON {action: "audio", gatewayId, issuedAt, keyId, protocol, sha256}.',
          ),
        ],
        requestBody: { required: true, content: { 'audio/wav': {} } },
        responses: answers('Stored'),
      },
    },
    '/radio/v1/commands/{commandId}': read(
      'command',
      'What became of a command, station by station.',
      'CommandStatus',
      [inPath('commandId')],
    ),
    '/radio/v1/stations': read('stations', 'Answer-back of every station.', 'Stations'),
    '/radio/v1/status': read('status', 'The line: idle, speaking, held by others, halted.', 'GatewayStatus'),
  },
  components: { schemas },
};

const file = join(root, 'docs', 'channels', 'radio-protocol.openapi.json');
const options = await resolveConfig(file);
const text = await format(JSON.stringify(document), { ...options, filepath: file });
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error('docs/channels/radio-protocol.openapi.json is not current: node scripts/docs-radio.mjs');
    process.exitCode = 1;
  }
} else writeFileSync(file, text);
