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
import { attachmentTypes } from './domain/attachment.js';
import type { Channel } from './domain/channel.js';
import type { Drills } from './drill/drills.js';
import { readAnchors } from './headquarters/anchor.js';
import { ringingOf } from './hub.channels.js';
import type { ChannelHealth } from './live/channel-health.js';
import type { SocketsAcross } from './live/across.js';
import { drillTestAddresses } from './live/channel-test.js';
import type { ApiDocs } from './live/docs.controller.js';
import type { SocketAccess } from './live/socket-access.js';
import { SocketsAdapter } from './live/sockets.adapter.js';
import { AccessGuard } from './officers/access.guard.js';
import { createAddressBudget } from './officers/address-budget.js';
import { sessionCookie } from './officers/cookies.js';
import { createPasswordGate } from './officers/password-gate.js';
import { keepDutySessions } from './officers/duty-session.js';
import { idleLife } from './officers/session-end.js';
import type { SignInDeps } from './officers/sign-in-deps.js';
import type { HubFacts } from './officers/session.controller.js';
import { officerOf } from './officers/sign-in.js';
import { StepUpInterceptor } from './officers/step-up.interceptor.js';
import { allowedMethods } from './platform/allowed-methods.js';
import { apiDocument } from './platform/api-document.js';
import type { Config } from './platform/config.js';
import { declaredRoutes } from './platform/declared-routes.js';
import { answerEtags } from './platform/etag.js';
import { sha256 } from './platform/digest.js';
import type { Front } from './platform/front.js';
import type { Logger } from './platform/logger.js';
import { paths } from './platform/paths.js';
import type { TelephoneParts } from './residents/telephone.controller.js';
import { createCallbackGate } from './store/callback-gate.js';
import { ProblemFilter } from './platform/problem.filter.js';
import { ProblemInterceptor } from './platform/problem.interceptor.js';
import { tokens } from './platform/tokens.js';
import { standingSessions } from './store/session.store.js';
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
  /** How people reach it. */
  readonly front: Front;
  /** What seals the secrets of authenticator apps. */
  readonly signInKey: Buffer;
  /** How consoles of other processes hear what happens here; null where there are none. */
  readonly across: SocketsAcross | null;
}

/** Telegrams are at most 2 MB; anything larger is refused before it is read. */
const bodyLimit = 2 * 1024 * 1024 + 1024;

/** Above what is taken: a photo as a camera makes it is answered with what to do about it. */
const uploadLimit = 16 * 1024 * 1024;

/** Starts routes, sockets and the console's files. */
export async function startHttp(parts: HttpParts): Promise<{ url: string; close(): Promise<void> }> {
  const { config, desk, logger, front } = parts;
  const cookieName = sessionCookie(config.world, front.secure);
  const signIn = signInOf(parts);
  const stages = AppModule.with(new Map()).imports ?? [];
  const problems = new ProblemFilter(desk.say, logger, allowedMethods(declaredRoutes(stages)));
  const listening: object = { trustProxy: front.trustProxy, ...(front.tls && { https: front.tls }) };
  const frameworkErrors = problems.answer.bind(problems);
  const adapter = new FastifyAdapter({ bodyLimit, frameworkErrors, ...listening });
  const fastify = adapter.getInstance();
  fastify.addContentTypeParser(
    [
      ...['application/xml', 'text/xml', 'application/octet-stream', 'application/x-www-form-urlencoded'],
      // A report of the mail server; a mailbox's one-click unsubscribe (RFC 8058 §3.2).
      ...['message/rfc822', 'multipart/form-data'],
      // Attachments of the chronology; the bytes say what they are.
      ...attachmentTypes,
    ],
    { parseAs: 'buffer' },
    (_request: FastifyRequest, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
  );
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/api/v1/chronology/attachments') route.bodyLimit = uploadLimit;
  });
  answerEtags(fastify);
  const readCookie = (header: string) => fastify.parseCookie(header)[cookieName];
  const module = AppModule.with(values(parts, signIn, cookieName, readCookie));
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: false,
    bodyParser: false,
  });
  await app.register(fastifyCookie as never);
  await app.register(fastifyHelmet as never, {
    contentSecurityPolicy: { directives: csp },
    hsts: front.secure && { maxAge: hstsAge, includeSubDomains: false },
  });
  await serveConsole(app);
  app.useWebSocketAdapter(new SocketsAdapter(app, parts.across));
  app.useGlobalGuards(
    new AccessGuard({
      signIn,
      reflector: app.get(Reflector),
      cookieName,
      intakeToken: parts.intakeToken,
    }),
  );
  app.useGlobalInterceptors(
    new ProblemInterceptor(desk.say),
    new IdempotencyInterceptor(desk.store, desk.clock),
    // Inside: an answer that is known already needs no second proof.
    new StepUpInterceptor(signIn, cookieName),
  );
  app.useGlobalFilters(problems);
  try {
    await app.listen(config.http.port, config.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    url: `http${front.tls ? 's' : ''}://${config.http.host}:${config.http.port}`,
    close: () => closeSoon(app),
  };
}

/** Seconds that a browser, once told, insists on TLS: a year. */
const hstsAge = 365 * 24 * 60 * 60;

function signInOf({ config, desk, logger, front, signInKey }: HttpParts): SignInDeps {
  const { store, clock, say, town } = desk;
  return {
    ...{ store, clock, say, logger, key: signInKey, consoleUrl: front.consoleUrl },
    secondFactor: config.signIn.secondFactor ?? (config.world === 'live' ? 'required' : 'optional'),
    gate: createPasswordGate(),
    addresses: createAddressBudget(),
    title: say('ja', `sign-in.title-${config.world}`, { town: town.name.ja }),
  };
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
  baseUri: ["'none'"],
  fontSrc: ["'self'"],
  frameAncestors: ["'none'"],
  imgSrc: ["'self'", 'data:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  scriptSrc: ["'self'"],
  // Sockets of this very host too (CSP 3 §6.7.2.8).
  connectSrc: ["'self'"],
  upgradeInsecureRequests: null,
};

function values(
  parts: HttpParts,
  signIn: SignInDeps,
  cookieName: string,
  readCookie: (header: string) => string | undefined,
): ReadonlyMap<symbol, unknown> {
  const { config, desk } = parts;
  const socketAccess: SocketAccess = {
    world: config.world,
    across: parts.across !== null,
    async sessionOf(header) {
      const cookie = readCookie(header ?? '');
      const officer = await officerOf(signIn, cookie);
      const free = officer !== null && !officer.mustChangePassword && !officer.mustEnrol;
      return free ? sha256(cookie ?? '') : null;
    },
    keep: (connected) => keepDutySessions(desk, connected),
    standing: () => standingSessions(desk.store.read, desk.clock.now(), desk.clock.now() - idleLife),
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
    [tokens.phrases, parts.telephone.phrases],
    [tokens.drills, parts.drills],
    [tokens.boundary, parts.boundary],
    [tokens.facts, factsOf(parts, cookieName)],
    [tokens.signIn, signIn],
    [tokens.testAddresses, config.world === 'live' ? config.testAddresses : drillTestAddresses],
    [tokens.anchors, () => readAnchors(config.dataDir)],
    [tokens.pack, parts.pack],
    [tokens.callOrder, ringingOf(config).onCall],
    [tokens.socketAccess, socketAccess],
    [tokens.apiDocs, apiDocs(config.world)],
  ]);
}

const factsOf = ({ config, desk, front }: HttpParts, cookieName: string): HubFacts => ({
  ...{ world: config.world, town: desk.town, cookieName, secure: front.secure },
  otherWorldUrl: config.http.otherWorldUrl ?? null,
});

/** The document is made once, when somebody reads it. */
function apiDocs(world: Config['world']): ApiDocs {
  let made: unknown;
  return { world, document: () => (made ??= apiDocument(AppModule.with(new Map()).imports ?? [])) };
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
        /^\/(?!api\/|socket\.io|receipts|health|docs(?:\/|$)|assets\/)[^.]*$/.test(
          request.url.split('?')[0] ?? '',
        );
      if (page) void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(start);
      else done();
    });
}
