// Resolvers that write customers' metafields, with compare-and-set, and their definitions.
import type { Customer, Metafield } from '../model.ts';
import type { Definition } from '../storage/definitions.ts';
import type { ResolverContext, Resolvers } from './context.ts';
import { fromGid, gid } from './context.ts';
import type { MetafieldOf } from './metafields.ts';
import { digestOf, keptNamespace } from './metafields.ts';
import { accessDenied, holdsScope } from './scopes.ts';

/** Of one call. */
const MOST_METAFIELDS = 25;
/** Of a list of texts. */
const MOST_ELEMENTS = 128;

interface Identified {
  ownerId: string;
  namespace?: string | null;
  key: string;
}
interface Given extends Identified {
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}
interface Problem {
  code: string;
  message: string;
  field: string[];
}

const nameOf = ({ namespace, key }: Identified): string => `${keptNamespace(namespace)}.${key}`;

function ownerOf({ ownerId }: Identified, { records, shop }: ResolverContext): Customer | undefined {
  const id = fromGid('Customer', ownerId);
  return id === null ? undefined : records.customer(shop.no, id);
}

function needScope(fieldName: string, { scopes }: ResolverContext): void {
  if (!holdsScope(scopes, 'write_customers')) throw accessDenied(fieldName, ['write_customers']);
}

function isOfType(type: string, value: string): boolean {
  if (type !== 'list.single_line_text_field') return true;
  try {
    const list = JSON.parse(value) as unknown;
    const isLine = (entry: unknown): boolean => typeof entry === 'string' && !/[\r\n]/.test(entry);
    return Array.isArray(list) && list.length > 0 && list.length <= MOST_ELEMENTS && list.every(isLine);
  } catch {
    return false;
  }
}

/** The metafield as it would be kept, or why it is not. */
function checked(
  given: Given,
  context: ResolverContext,
): { owner: Customer; metafield: Metafield } | Omit<Problem, 'field'> {
  const owner = ownerOf(given, context);
  if (owner === undefined) return { code: 'INVALID', message: 'Owner does not exist.' };
  const defined = context.definitions.find(context.shop.no, keptNamespace(given.namespace), given.key)?.type;
  const type = given.type ?? defined;
  if (type === undefined) return { code: 'BLANK', message: "Type can't be blank" };
  if (defined !== undefined && type !== defined)
    return { code: 'INVALID_TYPE', message: `Type must be consistent with the definition's type: '${defined}'.` };
  if (given.value === '') return { code: 'BLANK', message: "Value can't be blank." };
  if (!isOfType(type, given.value)) return { code: 'INVALID_VALUE', message: `Value is invalid for ${type}.` };
  const before = owner.metafields?.[nameOf(given)];
  const digest = before === undefined ? null : digestOf(before);
  if (given.compareDigest !== undefined && given.compareDigest !== digest)
    return {
      code: 'STALE_OBJECT',
      message: 'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
    };
  return { owner, metafield: { type, value: given.value } };
}

function setAll(given: Given[], context: ResolverContext) {
  if (given.length > MOST_METAFIELDS) {
    const message = `Exceeded the maximum metafields input limit of ${MOST_METAFIELDS}.`;
    return { metafields: null, userErrors: [{ code: 'LESS_THAN_OR_EQUAL_TO', message, field: ['metafields'] }] };
  }
  const userErrors: (Problem & { elementIndex: null })[] = [];
  const set: { owner: Customer; name: string; metafield: Metafield }[] = [];
  for (const [index, one] of given.entries()) {
    const found = checked(one, context);
    if ('code' in found) userErrors.push({ ...found, elementIndex: null, field: ['metafields', String(index)] });
    else set.push({ ...found, name: nameOf(one) });
  }
  if (userErrors.length > 0) return { metafields: [], userErrors };
  for (const { owner, name, metafield } of set) {
    const metafields = { [name]: metafield };
    context.change(context.shop, { op: 'setMetafields', customerId: owner.id, metafields });
  }
  return { metafields: set satisfies MetafieldOf[], userErrors };
}

export const metafieldWritingResolvers: Resolvers = {
  QueryRoot: {
    metafieldDefinition: (_: unknown, { identifier }: { identifier?: Identified }, context) =>
      identifier === undefined
        ? null
        : (context.definitions.find(context.shop.no, keptNamespace(identifier.namespace), identifier.key) ?? null),
  },
  Mutation: {
    metafieldsSet(_: unknown, args: { metafields: Given[] }, context) {
      needScope('metafieldsSet', context);
      return setAll(args.metafields, context);
    },
    metafieldsDelete(_: unknown, args: { metafields: (Identified & { namespace: string })[] }, context) {
      needScope('metafieldsDelete', context);
      const deletedMetafields = args.metafields.map((one) => {
        const owner = ownerOf(one, context);
        if (owner?.metafields?.[nameOf(one)] === undefined) return null;
        context.change(context.shop, {
          op: 'setMetafields',
          customerId: owner.id,
          metafields: { [nameOf(one)]: null },
        });
        return one;
      });
      return { deletedMetafields, userErrors: [] };
    },
    metafieldDefinitionCreate(_: unknown, { definition }: { definition: DefinitionGiven }, context) {
      needScope('metafieldDefinitionCreate', context);
      const namespace = keptNamespace(definition.namespace);
      const admin = definition.access?.admin ?? null;
      const refuse = (code: string, message: string, field: string) => ({
        createdDefinition: null,
        userErrors: [{ code, message, field: ['definition', field] }],
      });
      if (admin !== null && !namespace.startsWith('$app'))
        return refuse('ADMIN_ACCESS_INPUT_NOT_ALLOWED', 'Admin access is only for app-owned definitions.', 'access');
      if (!/^[\w-]{2,64}$/.test(definition.key)) return refuse('INVALID', 'Key is invalid', 'key');
      if (context.definitions.find(context.shop.no, namespace, definition.key) !== undefined)
        return refuse('TAKEN', 'Key is in use for Customer metafields on the namespace.', 'key');
      const createdDefinition = context.definitions.add(context.shop.no, {
        namespace,
        key: definition.key,
        ownerType: definition.ownerType,
        name: definition.name,
        description: definition.description ?? null,
        type: definition.type,
        admin,
        storefront: definition.access?.storefront ?? null,
        isAdminFilterable: definition.capabilities?.adminFilterable?.enabled ?? false,
      });
      return { createdDefinition, userErrors: [] };
    },
  },
  MetafieldDefinition: {
    id: (one: Definition) => gid('MetafieldDefinition', one.no),
    access: (one: Definition) => one,
    capabilities: (one: Definition) => ({ adminFilterable: { enabled: one.isAdminFilterable } }),
    type: (one: Definition) => ({ name: one.type }),
  },
};

interface DefinitionGiven {
  namespace?: string | null;
  key: string;
  ownerType: 'CUSTOMER';
  name: string;
  description?: string | null;
  type: string;
  access?: { admin?: string | null; storefront?: string | null } | null;
  capabilities?: { adminFilterable?: { enabled: boolean } | null } | null;
}
