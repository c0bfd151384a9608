import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, type ApiError } from '../api/client.js';
import type { ChannelId, Districts, PreviewShape, SlotValues } from '../api/types.js';

export interface ToPreview {
  readonly kind: string;
  readonly slots: SlotValues;
  readonly districts: Districts;
  readonly channels?: readonly ChannelId[];
}

/** Follows a value, but not faster than a person types. */
const useSettled = <Value>(value: Value, wait: number): Value => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
};

/**
 * What the server would send; null asks nothing (something is still missing). `isOfNow` is false while what is there is
 * still that of the message before.
 */
export const usePreview = (message: ToPreview | null) => {
  const asked = message === null ? null : JSON.stringify(message);
  const json = useSettled(asked, 300);
  const query = useQuery<PreviewShape, ApiError>({
    queryKey: ['preview', json],
    queryFn: () => call<PreviewShape>('POST', '/preview', JSON.parse(json ?? 'null')),
    enabled: json !== null,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return { query, isOfNow: asked === json && !query.isPlaceholderData };
};
