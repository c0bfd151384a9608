import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import type { DeskDeps } from './desk/desk.js';
import type { OfflinePack } from './desk/pack.js';
import { IdempotencyInterceptor } from './desk/idempotency.js';
import type { Channel } from './domain/channel.js';
import type { Drills } from './drill/drills.js';
import { ringingOf } from './hub.channels.js';
import type { ChannelHealth } from './live/channel-health.js';
import type { SocketsAcross } from './live/across.js';
import { drillTestAddresses } from './live/channel-test.js';
import type { SocketAccess } from './live/console.gateway.js';
import { SocketsAdapter } from './live/sockets.adapter.js';
import { AccessGuard } from './officers/access.guard.js';
import { officerOf } from './officers/sign-in.js';
import type { Config } from './platform/config.js';
import type { Logger } from './platform/logger.js';
import { paths } from './platform/paths.js';
import type { TelephoneParts } from './residents/telephone.controller.js';
import { createCallbackGate } from './store/callback-gate.js';
import { ProblemFilter } from './platform/problem.filter.js';
import { ProblemInterceptor } from './platform/problem.interceptor.js';
import { tokens } from './platform/tokens.js';
import type { StorageWatch } from './store/storage-watch.js';

/** What the HTTP side is made of. */
export interface HttpParts {
  readonly config: Config;
  readonly desk: DeskDeps;
  readonly logger: Logger;
  readonly health: ChannelHealth;
  readonly storage: StorageWatch;
  readonly channels: readonly Channel[];
  readonly drills: Drills;
  readonly intakeToken: string;
  readonly boundary: unknown;
  readonly telephone: TelephoneParts;
  readonly pack: OfflinePack;
  /** How providers reach this hub; null where the request itself tells. */
  readonly publicUrl: string | null;
  /** How consoles of other processes hear what happens here; null where there are none. */
  readonly across: SocketsAcross | null;
}

/** Telegrams are at most 2 MB; anything larger is refused before it is read. */
const bodyLimit = 2 * 1024 * 1024 + 1024;

/** Starts routes, sockets and the console's files. */
export async function startHttp(parts: HttpParts): Promise<{ url: string; close(): Promise<void> }> {
  const { config, desk, logger } = parts;
  const cookieName = `todoku_${config.world}`;
  const adapter = new FastifyAdapter({ bodyLimit });
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(
    [
      ...['application/xml', 'text/xml', 'application/octet-stream', 'application/x-www-form-urlencoded'],
      // A report of the mail server; a mailbox's one-click unsubscribe (RFC 8058 §3.2).
      ...['message/rfc822', 'multipart/form-data'],
    ],
    { parseAs: 'buffer' },
    (_request: FastifyRequest, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
  );
  const readCookie = (header: string) => fastify.parseCookie(header)[cookieName];
  const module = AppModule.with(values(parts, cookieName, readCookie));
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: false,
    bodyParser: false,
  });
  await app.register(fastifyCookie as never);
  await app.register(fastifyHelmet as never, { contentSecurityPolicy: { directives: csp }, hsts: false });
  await serveConsole(app);
  app.useWebSocketAdapter(new SocketsAdapter(app, parts.across));
  app.useGlobalGuards(
    new AccessGuard({
      store: desk.store,
      clock: desk.clock,
      reflector: app.get(Reflector),
      cookieName,
      intakeToken: parts.intakeToken,
    }),
  );
  app.useGlobalInterceptors(
    new ProblemInterceptor(desk.say),
    new IdempotencyInterceptor(desk.store, desk.clock),
  );
  app.useGlobalFilters(new ProblemFilter(desk.say, logger));
  try {
    await app.listen(config.http.port, config.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return { url: `http://${config.http.host}:${config.http.port}`, close: () => closeSoon(app) };
}

/** Milliseconds between two looks for connections that have nothing more to do. */
const closingSweep = 100;

/**
 * Answers what is under way, then closes. Fastify drops idle connections once, when closing begins; a connection that
 * answered after that would hold the hub up for its whole keep-alive of 72 seconds.
 */
async function closeSoon(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const sweep = setInterval(() => server.closeIdleConnections(), closingSweep);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

/** Nothing from anywhere else; inline styles are React Aria's and Leaflet's positioning. */
const csp = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  scriptSrc: ["'self'"],
  connectSrc: ["'self'", 'ws:', 'wss:'],
  upgradeInsecureRequests: null,
};

function values(
  parts: HttpParts,
  cookieName: string,
  readCookie: (header: string) => string | undefined,
): ReadonlyMap<symbol, unknown> {
  const { config, desk } = parts;
  const socketAccess: SocketAccess = {
    world: config.world,
    across: parts.across !== null,
    async signedIn(header) {
      const officer = await officerOf(desk.store, desk.clock.now(), readCookie(header ?? ''));
      return officer !== null && !officer.mustChangePassword;
    },
  };
  return new Map<symbol, unknown>([
    [tokens.desk, desk],
    [tokens.store, desk.store],
    [tokens.clock, desk.clock],
    [tokens.notifier, desk.notifier],
    [tokens.logger, parts.logger],
    [tokens.health, parts.health],
    [tokens.storage, parts.storage],
    [tokens.channels, parts.channels],
    [tokens.gate, createCallbackGate({ ...desk, logger: parts.logger })],
    [tokens.publicUrl, parts.publicUrl],
    [tokens.telephone, parts.telephone],
    [tokens.drills, parts.drills],
    [tokens.boundary, parts.boundary],
    [tokens.facts, { world: config.world, town: desk.town, cookieName }],
    [tokens.testAddresses, config.world === 'live' ? config.testAddresses : drillTestAddresses],
    [tokens.pack, parts.pack],
    [tokens.callOrder, ringingOf(config).onCall],
    [tokens.socketAccess, socketAccess],
  ]);
}

/** The console's files, and its start page for every path of its own routing. */
async function serveConsole(app: NestFastifyApplication): Promise<void> {
  if (!existsSync(paths.console)) return;
  await app.register(fastifyStatic as never, { root: paths.console, wildcard: false });
  const start = await readFile(join(paths.console, 'index.html'));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const page =
        request.method === 'GET' &&
        /^\/(?!api\/|socket\.io|receipts|health|assets\/)[^.]*$/.test(request.url.split('?')[0] ?? '');
      if (page) void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(start);
      else done();
    });
}
