// How the admin is bundled: pages for the browser and their server side, both by Remix. All else runs unbundled on Node.
import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';
import remixOptions from './remix.config.js';

export default defineConfig({
  plugins: [remix(remixOptions)],
  build: {
    // Polaris alone is larger than the default of 500; more than this wants a look.
    chunkSizeWarningLimit: 700,
  },
  optimizeDeps: { include: ['@shopify/polaris', '@shopify/shopify-app-remix/react', 'recharts'] },
});
