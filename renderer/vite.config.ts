import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig(({ mode }) => ({
  // Vitest resolves its own patterns against the repository.
  root: mode === 'test' ? fileURLToPath(new URL('..', import.meta.url)) : here,
  // Relative addresses: the same files are served over HTTP and from the application's own protocol.
  base: './',
  plugins: [react(), tailwind()],
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: true,
    // The content security policy has no data: fonts and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // `lathe serve --port 4173` beside `vite` gives a live window on a real engine.
    proxy: { '/rpc': { target: 'ws://127.0.0.1:4173', ws: true }, '/upload': 'http://127.0.0.1:4173' },
  },
}));
