/** What deploy/ says, read from the files themselves: nothing of it stands in a test a second time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { paths } from '../../../src/platform/paths.js';

const service = z.object({
  command: z.array(z.string()).default([]),
  entrypoint: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
export type Service = z.infer<typeof service>;
const names = ['primary', 'standby', 'hub-a', 'hub-b', 'proxy'] as const;

export const inDeploy = (name: string): string => join(paths.root, 'deploy', name);

/** The services of deploy/compose.yaml, `<<` merged. */
export const services = z
  .object({ services: z.record(z.enum(names), service) })
  .parse(parse(readFileSync(inDeploy('compose.yaml'), 'utf8'), { merge: true })).services;

/** A path of a container is that of a folder here. */
export const mounted = (text: string, folders: Readonly<Record<string, string>>): string =>
  Object.entries(folders).reduce((found, [from, to]) => found.replaceAll(from, to), text);

/** What the image of the hub runs. */
export const hubEntrypoint: readonly string[] = z
  .array(z.string())
  .parse(JSON.parse(/^ENTRYPOINT (.+)$/m.exec(readFileSync(inDeploy('Dockerfile'), 'utf8'))?.[1] ?? ''));

/** The commands that docs/scale-out.md tells a person to type in a service's container, below a heading in bold. */
export function toldByHand(heading: string): readonly { service: 'primary' | 'standby'; command: string }[] {
  const text = readFileSync(join(paths.root, 'docs/scale-out.md'), 'utf8');
  const block = text.split(`**${heading}**`)[1]?.split('```')[1] ?? '';
  return [...block.matchAll(/^ *docker compose exec (primary|standby) (.+)$/gm)].map(([, name, command]) => ({
    service: name as 'primary' | 'standby',
    command: command ?? '',
  }));
}
