/** The only list of pages and of the public API's doors: address, file and nesting. */
import type { UNSAFE_RouteConfig as RouteConfig } from '@remix-run/dev';

const routes: RouteConfig = [
  { index: true, file: 'routes/landing.tsx' },
  { path: 'auth/login', file: 'routes/login.tsx' },
  { path: 'oauth/:connector/callback', file: 'routes/partnerCallback.tsx' },
  { path: 'auth/*', file: 'routes/auth.tsx' },
  {
    path: 'app',
    file: 'routes/app.tsx',
    children: [
      { index: true, file: 'routes/home.tsx' },
      { path: 'segments', file: 'routes/segments.tsx' },
      { path: 'segments/catalogue', file: 'routes/segmentCatalogue.tsx' },
      { path: 'segments/changes', file: 'routes/segmentChanges.tsx' },
      { path: 'segments/new', file: 'routes/segmentNew.tsx' },
      { path: 'segments/preview', file: 'routes/segmentPreview.tsx' },
      { path: 'segments/:segmentId/edit', file: 'routes/segmentEdit.tsx' },
      { path: 'segments/:segmentId/:tab?', file: 'routes/segment.tsx' },
      { path: 'segments/:segmentId/customers/:customerId', file: 'routes/explanation.tsx' },
      { path: 'customers/:customerId', file: 'routes/customer.tsx' },
      { path: 'rfm', file: 'routes/rfm.tsx' },
      { path: 'destinations', file: 'routes/destinations.tsx' },
      { path: 'destinations/:destinationId/file', file: 'routes/listFile.tsx' },
      { path: 'connections', file: 'routes/connections.tsx' },
      { path: 'api', file: 'routes/apiKeys.tsx' },
      { path: 'data', file: 'routes/data.tsx' },
      { path: 'privacy', file: 'routes/privacy.tsx' },
      { path: 'privacy/files/:requestId', file: 'routes/privacyFile.tsx' },
      { path: '*', file: 'routes/missing.tsx' },
    ],
  },
  { path: 'api/v1/lists', file: 'routes/api/lists.ts' },
  { path: 'api/v1/lists/:listId', file: 'routes/api/list.ts' },
  { path: 'api/v1/lists/:listId/members', file: 'routes/api/members.ts' },
  { path: 'api/v1/lists/:listId/changes', file: 'routes/api/changes.ts' },
  { path: 'api/v1/openapi.json', file: 'routes/api/openapi.ts' },
  { path: 'api/*', file: 'routes/api/nowhere.ts' },
  { path: '*', file: 'routes/nowhere.tsx' },
];

export default routes;
