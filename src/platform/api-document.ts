import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { allRoutes } from '../wire/routes/all.js';
import { declaredRoutes } from './declared-routes.js';
import { openApi } from './openapi.js';
import { paths } from './paths.js';
import { productVersion } from './product.js';

const sentences = z.record(z.string(), z.string());

/** Code → sentence of every refusal. */
export const errorSentences = (language: 'ja' | 'en'): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...['errors.json', 'errors.compose.json'].map((file) =>
      sentences.parse(JSON.parse(readFileSync(join(paths.locales, language, file), 'utf8'))),
    ),
  ) as Record<string, string>;

/** The OpenAPI document of these modules' routes, as `docs/openapi.json` and `/openapi.json` hold it. */
export const apiDocument = (modules: readonly unknown[]): Record<string, unknown> =>
  openApi(declaredRoutes(modules), {
    version: productVersion(),
    shapes: allRoutes,
    errors: errorSentences('en'),
  });
