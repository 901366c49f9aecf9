// Resolvers of a customer's metafields. They carry the customer's own instants: when each was written is not kept.
import { createHash } from 'node:crypto';
import type { Customer, Metafield } from '../model.ts';
import { listConnection } from './connections.ts';
import type { PageArguments } from './connections.ts';
import type { Resolvers } from './context.ts';
import { gid } from './context.ts';

export interface MetafieldOf {
  owner: Customer;
  /** "namespace.key" */
  name: string;
  metafield: Metafield;
}

/** How the app's own namespaces are written in full; there is one app. */
const APP_NAMESPACE = 'app--1';

/** A namespace as it is kept: the app's own under its short form. Left out, the app's own is meant. */
export const keptNamespace = (namespace: string | null | undefined): string =>
  (namespace ?? '$app').replace(/^app--1(--)?/, (_, more?: string) => (more ? '$app:' : '$app'));

const parts = (name: string): [namespace: string, key: string] => {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
};

const fullNamespace = (name: string): string =>
  parts(name)[0].replace(/^\$app(:?)/, (_, more: string) => APP_NAMESPACE + (more && '--'));

export const digestOf = ({ type, value }: Metafield): string =>
  createHash('sha256').update(`${type}\0${value}`).digest('hex');

/** A number of its own for each metafield of each customer, the same every time. */
function idOf({ owner, name }: MetafieldOf): string {
  const digest = createHash('sha256').update(`${owner.id}.${name}`).digest();
  return String(1_000_000_000_000n + (digest.readBigUInt64BE() >> 14n));
}

const listed = (owner: Customer): MetafieldOf[] =>
  Object.entries(owner.metafields ?? {}).map(([name, metafield]) => ({ owner, name, metafield }));

function jsonValue({ type, value }: Metafield): unknown {
  if (!/^(list\.|json$|number_integer$|boolean$|money$|rating$|dimension$|volume$|weight$)/.test(type)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

interface Wanted {
  namespace?: string | null;
  keys?: string[] | null;
}

export const metafieldResolvers: Resolvers = {
  Customer: {
    metafield: (owner: Customer, { namespace, key }: { namespace?: string | null; key: string }) => {
      const name = `${keptNamespace(namespace)}.${key}`;
      const metafield = owner.metafields?.[name];
      return metafield === undefined ? null : { owner, name, metafield };
    },
    metafields: (owner: Customer, args: PageArguments & Wanted) =>
      listConnection(
        listed(owner).filter(
          ({ name }) =>
            (args.namespace == null || parts(name)[0] === keptNamespace(args.namespace)) &&
            (args.keys == null || args.keys.includes(name)),
        ),
        idOf,
        args,
      ),
  },
  Metafield: {
    id: (one: MetafieldOf) => gid('Metafield', idOf(one)),
    legacyResourceId: (one: MetafieldOf) => idOf(one),
    namespace: ({ name }: MetafieldOf) => fullNamespace(name),
    compareDigest: ({ metafield }: MetafieldOf) => digestOf(metafield),
    key: ({ name }: MetafieldOf) => parts(name)[1],
    type: ({ metafield }: MetafieldOf) => metafield.type,
    value: ({ metafield }: MetafieldOf) => metafield.value,
    jsonValue: ({ metafield }: MetafieldOf) => jsonValue(metafield),
    createdAt: ({ owner }: MetafieldOf) => owner.createdAt,
    updatedAt: ({ owner }: MetafieldOf) => owner.updatedAt,
  },
};
