/** Injection tokens of the hub's plain parts; they are built once in `hub.ts` and handed to Nest as values. */
export const tokens = {
  desk: Symbol('desk'),
  store: Symbol('store'),
  clock: Symbol('clock'),
  notifier: Symbol('notifier'),
  say: Symbol('say'),
  logger: Symbol('logger'),
  health: Symbol('channel health'),
  storage: Symbol('storage'),
  channels: Symbol('channels'),
  gate: Symbol('callback gate'),
  publicUrl: Symbol('public URL'),
  telephone: Symbol('telephone'),
  drills: Symbol('drills'),
  boundary: Symbol('boundary'),
  facts: Symbol('facts'),
  socketAccess: Symbol('socket access'),
} as const;
