import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ApiError } from '../api/client.js';
import { Failure, Waiting } from './failure.js';

/** Loading, error with retry, or the thing: the three states that every list of the console has. */
export const Loaded = <Shape,>(props: {
  query: UseQueryResult<Shape, ApiError>;
  lines?: number;
  children: (data: Shape) => ReactNode;
}) => {
  const { query } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting lines={props.lines ?? 3} />;
};
