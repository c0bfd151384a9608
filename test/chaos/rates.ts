/** The same rate for every channel that goes to people: a fan-out is not to wait for a telephone's one call a second. */
export const ratesOf = <Rate>(rate: Rate): Readonly<Record<string, Rate>> =>
  Object.fromEntries(['push', 'sms', 'web-push', 'mail', 'voice'].map((channel) => [channel, rate]));
