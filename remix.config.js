// Options of the Remix plugin. vite.config.ts hands them over: with Vite, Remix does not read this file by itself.

/** @type {import('@remix-run/dev').VitePluginConfig} */
export default {
  appDirectory: 'app',
  buildDirectory: 'build',
  future: {
    v3_fetcherPersist: true,
    // All routes are known from the start: they are few, and a page that is left while its route is being asked for would
    // otherwise go on to a blank one.
    v3_lazyRouteDiscovery: false,
    v3_relativeSplatPath: true,
    v3_routeConfig: true,
    // Shopify's package answers data requests with responses that only the former protocol understands.
    v3_singleFetch: false,
    v3_throwAbortReason: true,
  },
};
