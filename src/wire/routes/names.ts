import { z } from 'zod';
import * as alert from '../alert.js';
import * as channelTest from '../channel-test.js';
import * as delivery from '../delivery.js';
import * as drill from '../drill.js';
import * as exported from '../export.js';
import * as log from '../log.js';
import * as manual from '../manual.js';
import * as message from '../message.js';
import * as problems from '../problem.js';
import * as progress from '../progress.js';
import * as ringing from '../ringing.js';
import * as session from '../session.js';
import * as speech from '../speech.js';
import * as town from '../town.js';

const modules = [
  ...[
    alert,
    channelTest,
    delivery,
    drill,
    exported,
    log,
    manual,
    message,
    problems,
    progress,
    ringing,
    session,
  ],
  ...[speech, town],
];

/** Shapes that the document refers to by their names in `src/wire`; those that aren't here stand where they are used. */
export const namedShapes: ReadonlyMap<string, z.ZodType> = new Map(
  modules
    .flatMap((module): [string, unknown][] => Object.entries(module))
    .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType),
);
