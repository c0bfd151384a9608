import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The console's build: everything from our own origin, nothing inline (CSP `default-src 'self'`). */
export default defineConfig({
  root: at('.'),
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: at('../../dist/web/console'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would be fine for images, but a preload polyfill would be an inline script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/socket.io': { target: 'http://127.0.0.1:8080', ws: true },
    },
  },
});
