import type { StationState } from '../domain/channel.js';
import type { RadioStation } from '../domain/town.js';
import type { StationShape } from '../wire/channels.js';

const stateOf = ({ answers }: StationState): StationShape['state'] =>
  answers === null ? 'unasked' : answers ? 'answers' : 'silent';

/** What an officer must see first. */
const trouble = ({ state, battery }: StationShape): number =>
  state === 'missing' ? 0 : state === 'silent' ? 1 : battery === 'low' ? 2 : 3;

/** The town's stations and those that only the gateway knows, with what each said of itself; troubled ones first. */
export function stationBoard(
  known: readonly RadioStation[],
  said: readonly StationState[],
): readonly StationShape[] {
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const answered = said.map((one): StationShape => ({
    id: one.target,
    name: names.get(one.target) ?? one.target,
    state: stateOf(one),
    group: one.group,
    battery: one.battery,
    lastPollAt: one.lastPollAt,
    seconds: one.seconds,
  }));
  const missing = known
    .filter(({ id }) => !said.some(({ target }) => target === id))
    .map(({ id, name }): StationShape => ({
      ...{ id, name, state: 'missing' },
      ...{ group: null, battery: null, lastPollAt: null, seconds: 0 },
    }));
  return [...missing, ...answered].sort((a, b) => trouble(a) - trouble(b) || a.id.localeCompare(b.id));
}
