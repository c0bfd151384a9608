import { RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  MODULE_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import type { z } from 'zod';
import type { AccessRule } from '../domain/authorization.js';
import { accessKey } from './access.js';
import { Body } from './body.js';

/** A route as its controller declares it. */
export interface DeclaredRoute {
  readonly method: string;
  /** `/api/v1/alerts/:id` */
  readonly path: string;
  readonly access: AccessRule | undefined;
  /** HTTP status of a success. */
  readonly status: number;
  readonly query: readonly string[];
  /** The shape that `new Body(shape)` checks. */
  readonly body: z.ZodType | null;
  readonly controller: string;
  readonly handler: string;
}

/** Numbers of Nest's RouteParamtypes, which it does not export. */
const bodyArgument = 3;
const queryArgument = 4;

interface Argument {
  readonly type: number;
  readonly data?: unknown;
  readonly pipes: readonly unknown[];
}

/** Every route of these modules' controllers. */
export const declaredRoutes = (modules: readonly unknown[]): readonly DeclaredRoute[] =>
  modules.flatMap((module) => {
    const controllers = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, module as object) as
      Type[] | undefined;
    return (controllers ?? []).flatMap(routesOf);
  });

function routesOf(controller: Type): DeclaredRoute[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
  const methods = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(methods).flatMap((handler) => {
    const method = handler === 'constructor' ? undefined : methods[handler];
    const path = method && (Reflect.getMetadata(PATH_METADATA, method) as string | undefined);
    if (!method || path === undefined) return [];
    const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as number] ?? 'GET';
    const given = argumentsOf(controller, handler);
    const checked = given.filter(({ type }) => type === bodyArgument).flatMap(({ pipes }) => pipes);
    return {
      method: verb,
      path: joined(base, path),
      access: (Reflect.getMetadata(accessKey, method) ?? Reflect.getMetadata(accessKey, controller)) as
        AccessRule | undefined,
      status:
        (Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined) ??
        (verb === 'POST' ? 201 : 200),
      query: given.filter(({ type, data }) => type === queryArgument && data).map(({ data }) => String(data)),
      body: checked.find((pipe) => pipe instanceof Body)?.schema ?? null,
      controller: controller.name.replace(/Controller$/, ''),
      handler,
    };
  });
}

const argumentsOf = (controller: Type, handler: string): Argument[] => {
  const found = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) as
    Record<string, Omit<Argument, 'type'>> | undefined;
  return Object.entries(found ?? {})
    .map(([key, argument]) => ({ ...argument, type: Number(key.split(':')[0]) }))
    .sort((a, b) => a.type - b.type);
};

const joined = (...parts: readonly string[]): string =>
  `/${parts
    .map((part) => part.replaceAll(/^\/|\/$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
