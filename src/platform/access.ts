import { SetMetadata } from '@nestjs/common';
import type { OfficerRole } from '../domain/officer.js';

export const accessKey = 'todoku:access';

/** The one custom decorator: a route declares who may call it, as `domain/authorization.ts` says. A route without it is refused by the global guard. */
export const Access = (...rule: ['public'] | ['signed-in'] | ['machine', ...OfficerRole[]] | OfficerRole[]) =>
  SetMetadata(accessKey, rule.length === 1 && isWord(rule[0]) ? rule[0] : rule);

const isWord = (value: string): boolean => value === 'public' || value === 'signed-in' || value === 'machine';
