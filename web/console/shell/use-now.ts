import { useEffect, useState } from 'react';
import { serverNow } from '../api/live.js';

/** The server's time in milliseconds UTC, looked at again every so many milliseconds. */
export const useNow = (every = 1000): number => {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
};
