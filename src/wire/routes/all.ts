import { deliveryRoutes } from './deliveries.js';
import { deskRoutes } from './desk.js';
import { exportRoutes } from './exports.js';
import { liveRoutes } from './live.js';
import { officerRoutes } from './officers.js';
import { receiptRoutes } from './receipts.js';
import { roomRoutes } from './rooms.js';
import type { RouteTable } from './route.js';
import { signInRoutes } from './sign-in.js';
import { staffRoutes } from './staff.js';

/** Every route of the hub. A route without a row fails `test/contract/openapi.test.ts`, which says what to add. */
export const allRoutes: RouteTable = {
  ...deskRoutes,
  ...deliveryRoutes,
  ...exportRoutes,
  ...liveRoutes,
  ...officerRoutes,
  ...signInRoutes,
  ...staffRoutes,
  ...roomRoutes,
  ...receiptRoutes,
};
