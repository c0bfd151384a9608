import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ApiError } from '../api/client.js';
import { Failure, Waiting } from './failure.js';

/** Whether it was kept from an earlier visit, and the hub is still being asked for what it is now. */
export const isFromBefore = (query: UseQueryResult<unknown, ApiError>): boolean =>
  !query.isFetchedAfterMount && query.fetchStatus === 'fetching';

/** Loading, error with retry, or the thing: the three states that every list of the console has. */
export const Loaded = <Shape,>(props: {
  query: UseQueryResult<Shape, ApiError>;
  lines?: number;
  /** What will be acted on by its words is not shown before it is what the hub holds. */
  fresh?: boolean;
  children: (data: Shape) => ReactNode;
}) => {
  const { query } = props;
  const waits = props.fresh === true && isFromBefore(query);
  if (query.data !== undefined && !waits) return props.children(query.data);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting lines={props.lines ?? 3} />;
};
