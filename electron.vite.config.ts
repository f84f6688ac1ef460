import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import rendererConfig from './renderer/vite.config.ts';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig((environment) => {
  const renderer = rendererConfig(environment);
  return {
    main: {
      build: {
        outDir: source('out/main'),
        sourcemap: true,
        rollupOptions: {
          input: {
            main: source('electron/main.ts'),
            'engine-process': source('electron/engine-process.ts'),
            runner: source('engine/runtime/runner.ts'),
          },
          output: { format: 'es' },
        },
      },
    },
    preload: {
      build: {
        outDir: source('out/preload'),
        sourcemap: true,
        // A sandboxed preload script is CommonJS, in one file.
        rollupOptions: {
          input: { preload: source('electron/preload.ts') },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
    renderer: {
      ...renderer,
      build: { ...renderer.build, rollupOptions: { input: source('renderer/index.html') } },
    },
  };
});
