// The type of remix.config.js, which stays JavaScript because that is the name Remix knows it by.
import type { VitePluginConfig } from '@remix-run/dev';

declare const config: VitePluginConfig;
export default config;
