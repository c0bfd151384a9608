import { addressesExportShape, alertsExportShape, deliveriesExportShape } from '../export.js';
import type { RouteTable } from './route.js';

const also = { media: 'text/csv' };

/** Files to take away: JSON, or a sheet with `format=csv`. */
export const exportRoutes: RouteTable = {
  'GET /api/v1/exports/alerts': {
    says: 'Every version that was issued; `format` is `json` or `csv`.',
    answer: alertsExportShape,
    also,
  },
  'GET /api/v1/exports/alerts/:id/deliveries': {
    says: "An alert's deliveries, counted by version, channel, language, state and reason; `format` is `json` or `csv`.",
    answer: deliveriesExportShape,
    also,
  },
  'POST /api/v1/exports/alerts/:id/addresses': {
    says: "An alert's deliveries with their addresses in full. Who took them and why stands in the log.",
    answer: addressesExportShape,
    also,
    example: { format: 'csv', reason: '県への報告のため' },
  },
};
