/**
 * What the navigation leads to: the path, the room's name under `nav.` in the texts, and whether it stands in the row of
 * those on duty or under "more".
 */
export const rooms = [
  ['/', 'home', 'duty'],
  ['/inbox', 'inbox', 'duty'],
  ['/compose', 'compose', 'duty'],
  ['/alerts', 'alerts', 'duty'],
  ['/map', 'map', 'duty'],
  ['/log', 'log', 'duty'],
  ['/shelters', 'shelters', 'duty'],
  ['/manual', 'manual', 'more'],
  ['/channels', 'channels', 'more'],
  ['/templates', 'templates', 'more'],
  ['/residents', 'residents', 'more'],
  ['/drill', 'drill', 'more'],
  ['/officers', 'officers', 'more'],
  ['/audit', 'audit', 'more'],
  ['/settings', 'settings', 'more'],
] as const;
