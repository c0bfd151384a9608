import type console from '../../../locales/ja/console.json';

/** A key that the Japanese table lacks does not compile. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
    resources: { console: typeof console; errors: Record<string, string> };
  }
}
