import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from './late-code.js';
import { NotFound } from './not-found.js';
import { readAlertsSearch } from '../alert/alerts-search.js';
import { readPin, readSearch } from '../log/search.js';
import { readTemplatesSearch } from '../templates/search.js';
import { Layout } from './layout.js';
import { Home } from '../home/home.js';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFound });

/** The screens one needs first are in the start bundle; the rest comes when it is opened, or a moment after the start. */
const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });
const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  component: lazyRouteComponent(
    patiently(() => import('../inbox/inbox.js')),
    'Inbox',
  ),
});
const compose = createRoute({
  getParentRoute: () => root,
  path: '/compose',
  component: lazyRouteComponent(
    patiently(() => import('../compose/choose-kind.js')),
    'ChooseKind',
  ),
});
const draft = createRoute({
  getParentRoute: () => root,
  path: '/drafts/$id',
  component: lazyRouteComponent(
    patiently(() => import('../compose/draft-page.js')),
    'DraftPage',
  ),
});
const check = createRoute({
  getParentRoute: () => root,
  path: '/drafts/$id/check',
  component: lazyRouteComponent(
    patiently(() => import('../confirm/check-page.js')),
    'CheckPage',
  ),
});
const version = createRoute({
  getParentRoute: () => root,
  path: '/versions/$id',
  component: lazyRouteComponent(
    patiently(() => import('../approve/version-page.js')),
    'VersionPage',
  ),
});
const card = createRoute({
  getParentRoute: () => root,
  path: '/versions/$id/card',
  component: lazyRouteComponent(
    patiently(() => import('../card/card-page.js')),
    'CardPage',
  ),
});
const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: readAlertsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../alert/alerts-page.js')),
    'AlertsPage',
  ),
});
const alert = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id',
  component: lazyRouteComponent(
    patiently(() => import('../alert/alert-page.js')),
    'AlertPage',
  ),
});
const manual = createRoute({
  getParentRoute: () => root,
  path: '/manual',
  component: lazyRouteComponent(
    patiently(() => import('../manual/manual-page.js')),
    'ManualPage',
  ),
});
const alertManual = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id/manual',
  component: lazyRouteComponent(
    patiently(() => import('../manual/manual-page.js')),
    'AlertManualPage',
  ),
});
const stop = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id/stop',
  component: lazyRouteComponent(
    patiently(() => import('../alert/stop-page.js')),
    'StopPage',
  ),
});
const lift = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id/lift',
  component: lazyRouteComponent(
    patiently(() => import('../alert/lift-page.js')),
    'LiftPage',
  ),
});
const log = createRoute({
  getParentRoute: () => root,
  path: '/log',
  validateSearch: readSearch,
  component: lazyRouteComponent(
    patiently(() => import('../log/log-page.js')),
    'LogPage',
  ),
});
const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(
    patiently(() => import('../me/me-page.js')),
    'MePage',
  ),
});
const situation = createRoute({
  getParentRoute: () => root,
  path: '/map',
  validateSearch: readPin,
  component: lazyRouteComponent(
    patiently(() => import('../situation/situation-page.js')),
    'SituationPage',
  ),
});
const shelters = createRoute({
  getParentRoute: () => root,
  path: '/shelters',
  component: lazyRouteComponent(
    patiently(() => import('../shelters/shelters-page.js')),
    'SheltersPage',
  ),
});
const residents = createRoute({
  getParentRoute: () => root,
  path: '/residents',
  component: lazyRouteComponent(
    patiently(() => import('../residents/residents-page.js')),
    'ResidentsPage',
  ),
});
const logPrint = createRoute({
  getParentRoute: () => root,
  path: '/log/print',
  validateSearch: readSearch,
  component: lazyRouteComponent(
    patiently(() => import('../log/print-page.js')),
    'LogPrintPage',
  ),
});
const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  validateSearch: readTemplatesSearch,
  component: lazyRouteComponent(
    patiently(() => import('../templates/templates-page.js')),
    'TemplatesPage',
  ),
});
const channels = createRoute({
  getParentRoute: () => root,
  path: '/channels',
  component: lazyRouteComponent(
    patiently(() => import('../channels/channels-page.js')),
    'ChannelsPage',
  ),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(
    patiently(() => import('../settings/settings-page.js')),
    'SettingsPage',
  ),
});
const drill = createRoute({
  getParentRoute: () => root,
  path: '/drill',
  component: lazyRouteComponent(
    patiently(() => import('../drill/drill-page.js')),
    'DrillPage',
  ),
});
const officers = createRoute({
  getParentRoute: () => root,
  path: '/officers',
  component: lazyRouteComponent(
    patiently(() => import('../officers/officers-page.js')),
    'OfficersPage',
  ),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(
    patiently(() => import('../audit/audit-page.js')),
    'AuditPage',
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    inbox,
    compose,
    draft,
    check,
    version,
    card,
    alerts,
    alert,
    manual,
    alertManual,
    stop,
    lift,
    log,
    situation,
    shelters,
    residents,
    logPrint,
    templates,
    channels,
    settings,
    drill,
    me,
    officers,
    audit,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

/** Fetches the code of every screen, so that a room can be opened for the first time when the network has gone. */
export const fetchScreens = (): void => {
  for (const { options } of Object.values(router.routesById)) void options.component?.preload?.();
};

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
