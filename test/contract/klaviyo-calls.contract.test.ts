/** Holds the stand-in's table of calls to Klaviyo's OpenAPI document: limits, scopes, filters, sorts, fieldsets and pages. */
import { describe, expect, it } from 'vitest';
import { REVISION, type Bucket, type Endpoint } from '#sandbox/klaviyo/protocol/endpoint.ts';
import { ENDPOINTS } from '#sandbox/klaviyo/protocol/endpoints.ts';
import { allowedFields } from '#sandbox/klaviyo/protocol/fieldsets.ts';
import { ROUTES } from '#sandbox/klaviyo/routes/index.ts';
import { api } from './klaviyo-reference.ts';
import type { Operation } from './openapi.ts';

function operationOf(endpoint: Endpoint): Operation {
  const operation = api.operationOf(endpoint.method, endpoint.path);
  if (operation === undefined) throw new Error(`${endpoint.operationId} is not in the document.`);
  return operation;
}

function enumOf(operation: Operation, parameter: string): string[] {
  const schema = operation.parameters.find(({ name }) => name === parameter)?.schema;
  const items = (schema?.type === 'array' ? schema.items : schema) as { enum?: string[] } | undefined;
  return items?.enum ?? [];
}

function asPublished(bucket: Bucket): Record<string, string> {
  return {
    burst: `${bucket.burstPerSecond}/s`,
    steady: `${bucket.steadyPerMinute}/m`,
    ...(bucket.perDay === undefined ? {} : { daily: `${bucket.perDay}/d` }),
  };
}

describe('the table of calls', () => {
  it('speaks the revision of the document', () => expect(REVISION).toBe(api.revision));

  it('has a route for each call and a call for each route', () => {
    expect(Object.keys(ROUTES).sort()).toEqual(ENDPOINTS.map(({ operationId }) => operationId).sort());
  });

  describe.each(ENDPOINTS.map((endpoint) => [endpoint.operationId, endpoint] as const))(
    '%s',
    (operationId, endpoint) => {
      const operation = operationOf(endpoint);

      it('has the published name, scopes and limits', () => {
        expect(operation.operationId).toBe(operationId);
        expect(operation.path.replace(/\{\w+\}/g, '{}')).toBe(endpoint.path.replace(/\{\w+\}/g, '{}'));
        expect([...endpoint.scopes].sort()).toEqual([...operation.scopes].sort());
        expect(asPublished(endpoint.bucket)).toEqual(operation.rateLimit);
      });

      it('has the published stricter limits of dear parameters', () => {
        const published = [
          ...operation.description.matchAll(
            /when using the `([^=`]+)=([^`]+)` parameter in your API request:<br>Burst: `([^`]+)`<br>Steady: `([^`]+)`/g,
          ),
        ].map(([, parameter, value = '', burst, steady]) => ({
          parameter,
          value: value.replace(/s$/, ''),
          burst,
          steady,
        }));
        const ours = (endpoint.extraBuckets ?? []).map(({ parameter, value, bucket }) => ({
          parameter,
          value: value.replace(/s$/, ''),
          ...asPublished(bucket),
        }));
        // The document repeats a limit for id-only reads, which take no such parameter.
        const takes = published.filter(({ parameter }) => operation.parameters.some(({ name }) => name === parameter));
        expect(ours).toEqual(takes);
      });

      it('offers no filter, sort, fieldset or inclusion that the document does not', () => {
        for (const [field, rule] of Object.entries(endpoint.filters ?? {})) {
          const published = operation.filters[field];
          expect(published, field).toBeDefined();
          expect([...rule.operators].sort()).toEqual(
            [...new Set(Object.values(published?.operators ?? {}).flat())].sort(),
          );
        }
        expect(enumOf(operation, 'sort')).toEqual(expect.arrayContaining([...(endpoint.sorts ?? [])]));
        expect(enumOf(operation, 'include').sort()).toEqual([...(endpoint.includes ?? [])].sort());
        for (const [type, names] of Object.entries(endpoint.additionalFields ?? {})) {
          expect(enumOf(operation, `additional-fields[${type}]`).sort()).toEqual([...names].sort());
        }
        for (const type of endpoint.fieldsets ?? []) {
          const names = allowedFields(type, operationId, endpoint.additionalFields?.[type] ?? []);
          expect(enumOf(operation, `fields[${type}]`)).toEqual(expect.arrayContaining([...names]));
        }
      });

      it('pages as published', () => {
        const size = operation.parameters.find(({ name }) => name === 'page[size]')?.schema;
        expect(operation.parameters.some(({ name }) => name === 'page[cursor]')).toBe(endpoint.page !== undefined);
        expect(size !== undefined).toBe(endpoint.page?.sizeParameter ?? false);
        if (size === undefined) return;
        expect([size.default, size.maximum]).toEqual([endpoint.page?.defaultSize, endpoint.page?.maxSize]);
      });
    },
  );
});
