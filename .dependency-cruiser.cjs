/** The import rules of the rooms: who may import whom. A cycle is an error. */
const allow = (room, others, npm) => ({
  name: `${room.name}-imports`,
  comment: `${room.name} may import only: ${[...others, ...(npm ?? ['any package'])].join(', ')}`,
  severity: 'error',
  from: { path: room.path, pathNot: room.not ?? [] },
  to: {
    pathNot: [
      room.path,
      ...others,
      ...(npm ? npm.map((name) => `node_modules/${name}(/|$)`) : ['node_modules', '^node:', '^[a-z_/]+$']),
    ],
  },
});

const core = '^app/core/';
const platform = '^app/platform/';
const store = '^app/store/';
const ingest = '^app/ingest/';
const flows = '^app/flows/';
const ui = '^app/ui/';
const routes = '^app/(routes|root|entry)';
const kit = '^connectors/kit/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    allow(
      { name: 'core', path: core, not: ['\\.test\\.ts$'] },
      [],
      ['zod', 'libphonenumber-js', 'temporal-polyfill', 'dfoptim'],
    ),
    allow({ name: 'platform', path: platform }, []),
    allow({ name: 'connectors/kit', path: kit }, [core]),
    {
      name: 'connectors-are-strangers',
      comment: 'A connector imports itself, the kit and the core.',
      severity: 'error',
      from: { path: '^connectors/([^/]+)/', pathNot: kit },
      to: { path: '^(app|connectors|sandbox|test)/', pathNot: ['^connectors/$1/', kit, core] },
    },
    {
      name: 'connector-list',
      severity: 'error',
      from: { path: '^connectors/index\\.ts$' },
      to: { path: '^(app|sandbox|test)/' },
    },
    allow({ name: 'store', path: store }, [core, platform]),
    allow({ name: 'ingest', path: ingest }, [core, store, platform]),
    allow({ name: 'flows', path: flows }, [core, store, platform, ingest, '^connectors/(index\\.ts|kit/)']),
    {
      name: 'connector-registry',
      comment: 'Only flows open the registry of connectors.',
      severity: 'error',
      from: { pathNot: [flows, '^connectors/', '^test/', '^bench/'] },
      to: { path: '^connectors/(index\\.ts|(?!kit/)[^/]+/)' },
    },
    allow({ name: 'ui', path: ui }, [core]),
    {
      name: 'ui-is-browser-safe',
      severity: 'error',
      from: { path: ui },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'routes-imports',
      comment: 'Routes import flows, ingest, ui, core and the Shopify seam; no store, no platform, no database.',
      severity: 'error',
      from: { path: routes },
      to: { path: ['^app/(store|platform)/', '^(sandbox|connectors|test|bench)/', 'node_modules/(pg|@prisma)/'] },
    },
    {
      name: 'polaris-only-in-ui-and-routes',
      severity: 'error',
      from: { path: '^(app|connectors|sandbox)/', pathNot: [ui, routes] },
      to: { path: 'node_modules/@shopify/polaris/' },
    },
    {
      name: 'prisma-only-in-store',
      severity: 'error',
      from: { pathNot: [store, '^app/shopify\\.server\\.ts$', '^prisma\\.config\\.ts$'] },
      to: { path: ['^app/store/generated/', 'node_modules/@prisma/'] },
    },
    {
      name: 'sandbox-shares-no-code',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(app|connectors|test|bench|scripts)/' },
    },
    {
      name: 'product-knows-no-stand-in',
      severity: 'error',
      from: { path: '^(app|connectors|extensions)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(sandbox|test|bench|scripts)/' },
    },
    {
      name: 'core-has-no-node',
      severity: 'error',
      from: { path: core, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^app/store/generated/'] },
    exclude: { path: ['^build/', '\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
