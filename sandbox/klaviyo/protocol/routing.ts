/** Finds which entry of the endpoint table a method and a path mean. */
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';

/** Finds the endpoint for a method and a path without trailing slash, with the values of its `{name}` segments. */
export function findEndpoint(
  method: string,
  path: string,
): { endpoint: Endpoint; params: Record<string, string> } | 'wrong-method' | undefined {
  const segments = path.split('/');
  let pathKnown = false;
  for (const endpoint of ENDPOINTS) {
    const params = matchTemplate(endpoint.path.split('/'), segments);
    if (params === undefined) continue;
    pathKnown = true;
    if (endpoint.method === method) return { endpoint, params };
  }
  return pathKnown ? 'wrong-method' : undefined;
}

function matchTemplate(template: string[], segments: string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) {
      if (segment === '') return undefined;
      params[part.slice(1, -1)] = segment;
    } else if (part !== segment) return undefined;
  }
  return params;
}
