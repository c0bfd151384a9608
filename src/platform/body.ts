import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { RefusalException } from './problem.js';

/** Validates a request body at the edge; faults are listed by path, never by value. */
export class Body<T> implements PipeTransform<unknown, T> {
  constructor(readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const result = this.schema.safeParse(value);
    if (result.success) return result.data;
    const paths = result.error.issues.map((issue) => issue.path.join('.') || '(body)').join(', ');
    throw new RefusalException({ refused: 'request.invalid', vars: { paths } });
  }
}
