import { z } from 'zod';

/** RFC 9457 problem+json. `code` is a key of `errors.json`; `title` is its sentence in the officer's language. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  vars: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Problem = z.infer<typeof problem>;
