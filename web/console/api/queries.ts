import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import type { OfficerRole } from '../../../src/domain/officer.js';
import { call, type ApiError, type Method } from './client.js';
import { setServerNow } from './live.js';
import { proven } from './step-up.js';
import type * as wire from './types.js';

const get = <Shape>(key: readonly string[], path: string) =>
  queryOptions<Shape, ApiError>({ queryKey: key, queryFn: () => call<Shape>('GET', path) });

/** As many pages as a printed table may have. */
const mostPages = 10;

/** The chronology's pages as one: a printed table has no next page. */
const callPages = async (path: string): Promise<wire.ChronologyShape> => {
  let page = await call<wire.ChronologyShape>('GET', `${path}&limit=500`);
  for (let n = 1; n < mostPages && page.next !== null; n++) {
    const older = await call<wire.ChronologyShape>('GET', `${path}&limit=500&before=${page.next}`);
    page = { ...page, entries: [...page.entries, ...older.entries], next: older.next };
  }
  return page;
};

/** Brings the hub's clock along: before any screen counts with it, also where this machine's is wrong. */
const readSession = async (): Promise<wire.SessionShape> => {
  const session = await call<wire.SessionShape>('GET', '/session');
  setServerNow(session.now);
  return session;
};

/** Every list and thing the console reads; the first word of a key is what a `changed` event names. */
export const reads = {
  session: queryOptions<wire.SessionShape, ApiError>({
    queryKey: ['session'],
    queryFn: readSession,
  }),
  me: get<wire.MeShape>(['me'], '/me'),
  town: get<wire.TownShape>(['town'], '/town'),
  kinds: get<wire.KindShape[]>(['kinds'], '/kinds'),
  state: get<wire.StateShape>(['state'], '/state'),
  telegrams: get<wire.TelegramShape[]>(['telegrams'], '/telegrams'),
  proposals: get<wire.ProposalShape[]>(['proposals'], '/proposals'),
  alerts: get<wire.AlertShape[]>(['alerts'], '/alerts'),
  /** Newest first, by pages: with each more that is asked for, all of them are fetched again. */
  alertHistory: infiniteQueryOptions<wire.AlertHistoryShape, ApiError>({
    queryKey: ['alerts', 'history'],
    queryFn: ({ pageParam }) =>
      call('GET', pageParam === '' ? '/alerts/history' : `/alerts/history?before=${String(pageParam)}`),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  }),
  alert: (id: string) => get<wire.AlertShape>(['alerts', id], `/alerts/${id}`),
  version: (id: string) => get<wire.VersionShape>(['version', id], `/versions/${id}`),
  progress: (id: string) => get<wire.ProgressShape>(['progress', id], `/versions/${id}/progress`),
  deliveries: (id: string, filter: string) =>
    get<wire.DeliveryShape[]>(['deliveries', id, filter], `/versions/${id}/deliveries?${filter}`),
  waiting: (id: string) => get<wire.WaitingShape>(['waiting', id], `/versions/${id}/waiting`),
  rings: (id: string) => get<wire.RingShape[]>(['rings', id], `/versions/${id}/rings`),
  residents: get<wire.ResidentCountsShape>(['residents'], '/residents/counts'),
  shelters: get<wire.ShelterShape[]>(['shelters'], '/shelters'),
  situation: (at: number | null) =>
    get<wire.SituationShape>(['situation', String(at)], at === null ? '/situation' : `/situation?at=${at}`),
  tasks: get<wire.TaskShape[]>(['tasks'], '/tasks'),
  /** Open ones of all alerts, or all of one. */
  duties: (alert: string) => get<wire.DutyShape[]>(['tasks', 'duties', alert], `/duties?alert=${alert}`),
  pack: get<wire.PackShape>(['pack'], '/cards/pack/state'),
  /** In the language of the console. */
  card: (id: string, language: string) =>
    get<wire.CardShape>(['version', id, 'card', language], `/versions/${id}/card`),
  manual: get<wire.ManualSheetShape[]>(['manual'], '/manual'),
  manualOf: (alert: string) => get<wire.ManualSheetShape[]>(['manual', alert], `/manual?alert=${alert}`),
  addresses: (id: string) => get<wire.OtherAddressShape[]>(['addresses', id], `/deliveries/${id}/addresses`),
  readyMade: (id: string, purpose: string) =>
    get<wire.RenderingShape[]>(['ready-made', id, purpose], `/versions/${id}/ready-made/${purpose}`),
  chronology: (query: string) => get<wire.ChronologyShape>(['log', query], `/chronology?${query}`),
  wholeChronology: (query: string) =>
    queryOptions<wire.ChronologyShape, ApiError>({
      queryKey: ['log', 'whole', query],
      queryFn: () => callPages(`/chronology?${query}`),
    }),
  officers: get<wire.OfficersShape>(['officers'], '/officers'),
  breakGlass: get<wire.BreakGlassShape[]>(['break-glass'], '/break-glass'),
  watch: get<wire.WatchShape>(['watch'], '/watch'),
  audit: (query: string) => get<wire.AuditShape>(['log', 'audit', query], `/audit?${query}`),
  signIns: get<wire.SignInShape[]>(['sign-ins'], '/audit/sign-ins'),
  logCheck: get<wire.LogCheckShape>(['log-check'], '/log/check'),
  channels: get<wire.ChannelRoomShape[]>(['channels'], '/channels'),
  stations: (channel: string) =>
    get<wire.StationShape[]>(['channels', channel, 'stations'], `/channels/${channel}/stations`),
  templates: get<wire.TemplateShape[]>(['templates'], '/templates'),
  template: (kind: string, language: string) =>
    get<wire.TemplateSentenceShape[]>(
      ['templates', kind, language],
      `/templates/${encodeURIComponent(kind)}?language=${encodeURIComponent(language)}`,
    ),
  glossary: get<wire.GlossaryTermShape[]>(['glossary'], '/glossary'),
  readings: get<wire.ReadingShape[]>(['readings'], '/readings'),
  scenarios: get<wire.ScenarioShape[]>(['scenarios'], '/scenarios'),
  drills: get<wire.DrillShape[]>(['drills'], '/drills'),
};

/** The town never changes while the console is open, and no screen makes sense without it. */
export const useTown = (): wire.TownShape =>
  useSuspenseQuery({ ...reads.town, staleTime: Number.POSITIVE_INFINITY }).data;
export const useKinds = (): wire.KindShape[] =>
  useSuspenseQuery({ ...reads.kinds, staleTime: Number.POSITIVE_INFINITY }).data;
export const useSession = () => useQuery(reads.session);
export const useWorld = (): 'live' | 'drill' => useSuspenseQuery(reads.session).data.world;

/** Whether the officer decides about deliveries: a reader sees what waits, and leaves it. */
export const useMayDecide = (): boolean => useHasRole('drafter', 'approver', 'headquarters');

/** Whether the officer sees to whom something went: readers of other agencies and administrators don't. */
export const useMaySeeDeliveries = (): boolean => useHasRole('drafter', 'approver', 'headquarters', 'leader');

/** Whether the officer holds one of these roles; what a route wants stands in `domain/authorization.ts`. */
export const useHasRole = (...wanted: readonly OfficerRole[]): boolean => {
  const roles = useSession().data?.officer?.roles ?? [];
  return wanted.some((role) => roles.includes(role));
};

interface Order<Body> {
  readonly path: string;
  readonly body?: Body;
}

/**
 * A command to the hub; every list is fetched again afterwards, since a command touches several. Where the hub wants to be
 * sure who commands, the officer is asked, and the command goes on.
 */
export const useCommand = <Result = unknown, Body = unknown>(
  method: Method,
  onDone?: (result: Result) => void,
) => {
  const client = useQueryClient();
  return useMutation<Result, ApiError, Order<Body>>({
    mutationFn: ({ path, body }) => proven((headers) => call<Result>(method, path, body, headers)),
    onSuccess: (result) => {
      onDone?.(result);
      void client.invalidateQueries();
    },
  });
};
