/** Every configuration that the documents show is one: a key that nobody reads, or that is missing, would be found by a town. */
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { serviceChannelIds } from '../../src/domain/channel.js';
import { parseConfig } from '../../src/platform/config.js';
import { paths } from '../../src/platform/paths.js';
import { liveChannelsSchema, outboundProxySchema } from '../../src/wire/channel-config.js';

const read = (path: string): string => readFileSync(join(paths.root, path), 'utf8');
const base = {
  ...{ world: 'live', town: 'hatoyama', dataDir: '/x' },
  http: { host: '127.0.0.1', port: 8080, behindProxy: true },
  publicUrl: 'https://hub.example.jp',
};
/** The documents leave out what is one's own. */
const filled = (yaml: string): string =>
  yaml.replaceAll('AC…', `AC${'0'.repeat(32)}`).replaceAll("'+81…'", "'+815012345678'");

const documents = [
  ...readdirSync(join(paths.root, 'docs/channels')).map((name) => `docs/channels/${name}`),
  ...readdirSync(join(paths.root, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'));
const blocks = documents.flatMap((path) =>
  [...read(path).matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, yaml = '']) =>
    /^channels:\n {2}(radio|push|sms|voice|mastodon|web-push|mail):/m.test(yaml) ? [{ path, yaml }] : [],
  ),
);

describe('a configuration in the documents', () => {
  test('there is one for every channel that has a service', () => {
    const shown = blocks.flatMap(({ yaml }) =>
      Object.keys((parse(filled(yaml)) as { channels: object }).channels),
    );
    expect(new Set(shown)).toEqual(new Set(serviceChannelIds));
  });

  test.each(blocks)('$path: is good', ({ yaml }) => {
    expect(() => parseConfig({ ...base, ...(parse(filled(yaml)) as object) }, {})).not.toThrow();
  });

  test('control: a key that nobody reads is found', () => {
    const wrong = { channels: { mastodon: { url: 'https://m.example', accesToken: { env: 'TODOKU_X' } } } };
    expect(() => parseConfig({ ...base, ...wrong }, {})).toThrow(/channels\.mastodon/);
  });
});

test.each(['config/live.example.yaml', 'deploy/live.example.yaml'])('%s is good', (path) => {
  expect(() => parseConfig(parse(read(path)), {})).not.toThrow();
});

test('the example of the live world shows every channel, and every key of the channels stands in a document', () => {
  const example = parse(read('config/live.example.yaml')) as { channels: object };
  expect(Object.keys(example.channels).sort()).toEqual([...serviceChannelIds].sort());
  const all = documents.map(read).join('\n');
  for (const [id, shape] of Object.entries(liveChannelsSchema.shape)) {
    const keys = keysOf(shape);
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) expect({ id, key, told: all.includes(key) }).toEqual({ id, key, told: true });
  }
});

test('the way out through a proxy is good as the documents show it, also where it stands as a comment', () => {
  const page = read('docs/outbound-proxy.md');
  const [, shown = ''] = /```yaml\n(outboundProxy:[\s\S]*?)```/.exec(page) ?? [];
  const channels = { mastodon: { url: 'https://m.example', accessToken: { env: 'TODOKU_X' } } };
  expect(() => parseConfig({ ...base, channels, ...(parse(shown) as object) }, {})).not.toThrow();
  for (const key of Object.keys(outboundProxySchema.shape)) expect(page).toContain(`${key}:`);
  for (const path of ['config/live.example.yaml', 'deploy/live.example.yaml']) {
    const uncommented = read(path).replace(/^# (outboundProxy:)/m, '$1');
    expect(uncommented).not.toBe(read(path));
    expect(() => parseConfig(parse(uncommented), {})).not.toThrow();
  }
});

/** The keys of one channel, whatever it is wrapped in. */
function keysOf(schema: unknown): readonly string[] {
  const { shape, def } = schema as { shape?: object; def?: { innerType?: unknown } };
  return shape === undefined
    ? def?.innerType === undefined
      ? []
      : keysOf(def.innerType)
    : Object.keys(shape);
}
