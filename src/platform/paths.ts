import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The product's own folder, from `src/` and from `dist/` alike. */
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folders that the product ships. */
export const paths = {
  root,
  config: join(root, 'config'),
  locales: join(root, 'locales'),
  console: join(root, 'dist', 'web', 'console'),
  virtualTownPage: join(root, 'web', 'virtual-town'),
} as const;
