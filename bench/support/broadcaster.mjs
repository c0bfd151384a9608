// What both servers of `sockets` answer: an event to everyone, and what it took of the process.
import { serve } from './side.mjs';

const usage = async () => {
  const { user, system } = process.cpuUsage();
  return { cpu: user + system, rss: process.resourceUsage().maxRSS / 1024 };
};

/** `emit` has one event sent; the clients say when they have it. */
export const serveEvents = (ready, emit, close) =>
  serve(ready, async ({ what }) => (what === 'usage' ? usage() : (emit(), {})), close);
