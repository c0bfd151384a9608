import { z } from 'zod';
import { radioScriptSchema } from './radio.js';

/** POST /api/v1/speech: a script as the preview holds it, to be heard before it is submitted. */
export const speechBody = z.strictObject({ script: radioScriptSchema });

/** What it sounds like, line by line: `said` is the engine's own trace; `differs` from the reading that it was given. */
export const speechShape = z.object({
  sha256: z.string(),
  seconds: z.number(),
  lines: z.array(
    z.union([
      z.object({ line: z.number(), said: z.string(), reading: z.enum(['right', 'differs', 'unchecked']) }),
      z.object({
        line: z.number(),
        unspoken: z.enum(['no-voice', 'nothing-to-say', 'truncated', 'timed-out', 'failed']),
      }),
    ]),
  ),
  timeline: z.array(
    z.object({
      part: z.enum(['siren', 'chime', 'pause', 'line']),
      line: z.number().optional(),
      from: z.number(),
      to: z.number(),
    }),
  ),
});
export type SpeechShape = z.infer<typeof speechShape>;
