// The calls a bulk operation takes from its start to its lines, for the tests of the Shopify stand-in.
import { expect } from 'vitest';
import type { Shopify } from './shopifyHarness.ts';
import { at, call, until } from './shopifyHarness.ts';

export const START = `mutation ($query: String!, $group: Boolean = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $group) {
    bulkOperation { id status } userErrors { code field message } } }`;
export const LOOK = `query ($id: ID!) { bulkOperation(id: $id) {
  status errorCode objectCount rootObjectCount fileSize url partialDataUrl createdAt completedAt type } }`;

export interface Operation {
  status: string;
  errorCode: string | null;
  objectCount: string;
  rootObjectCount: string;
  fileSize: string | null;
  url: string | null;
  partialDataUrl: string | null;
  completedAt: string | null;
}

export async function start(shopify: Shopify, query: string, group = false): Promise<string> {
  const reply = await shopify.graphql(START, { query, group });
  expect(at(reply.json, 'data', 'bulkOperationRunQuery', 'userErrors')).toEqual([]);
  return String(at(reply.json, 'data', 'bulkOperationRunQuery', 'bulkOperation', 'id'));
}

export const look = async (shopify: Shopify, id: string): Promise<Operation> =>
  at((await shopify.graphql(LOOK, { id })).json, 'data', 'bulkOperation') as Operation;

export async function finished(shopify: Shopify, id: string): Promise<Operation> {
  let operation = await look(shopify, id);
  await until('the bulk operation is over', async () => {
    operation = await look(shopify, id);
    return !['CREATED', 'RUNNING', 'CANCELING'].includes(operation.status);
  });
  return operation;
}

export async function download(address: string | null): Promise<Record<string, unknown>[]> {
  const { text } = await call('GET', address ?? '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
