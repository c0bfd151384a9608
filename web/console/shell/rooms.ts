/** What the navigation leads to: the path, and the room's name under `nav.` in the texts. */
export const rooms = [
  ['/', 'home'],
  ['/inbox', 'inbox'],
  ['/compose', 'compose'],
  ['/alerts', 'alerts'],
  ['/log', 'log'],
  ['/templates', 'templates'],
  ['/channels', 'channels'],
  ['/drill', 'drill'],
] as const;
