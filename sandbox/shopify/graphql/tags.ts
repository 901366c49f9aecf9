// Resolvers of tagsAdd and tagsRemove, for customers. Tags are the same whatever their case; a comma parts one tag from
// the next. Which scope is asked for follows from what the id names.
import type { Customer } from '../model.ts';
import type { ResolverContext, Resolvers } from './context.ts';
import { fromGid } from './context.ts';
import { accessDenied, holdsScope } from './scopes.ts';

const MOST_TAGS = 250;
const LONGEST_TAG = 255;

interface TagArguments {
  id: string;
  tags: string[];
}

interface TagPayload {
  node: Customer | null;
  userErrors: { field: string[]; message: string }[];
}

const folded = (tag: string): string => tag.toLowerCase();

const wordsOf = (tags: string[]): string[] =>
  tags.flatMap((tag) => tag.split(',').map((word) => word.trim())).filter((word) => word !== '');

const refusal = (field: string, message: string): TagPayload => ({
  node: null,
  userErrors: [{ field: [field], message }],
});

function write(
  fieldName: 'tagsAdd' | 'tagsRemove',
  { id, tags }: TagArguments,
  context: ResolverContext,
  change: (customer: Customer, words: string[]) => { added?: string[]; removed?: string[] } | TagPayload,
): TagPayload {
  if (!holdsScope(context.scopes, 'write_customers')) throw accessDenied(fieldName, ['write_customers']);
  const customerId = fromGid('Customer', id);
  const customer = customerId === null ? undefined : context.records.customer(context.shop.no, customerId);
  if (customer === undefined) return refusal('id', 'Resource not found');
  const found = change(customer, wordsOf(tags));
  if ('userErrors' in found) return found;
  const isChanged = (found.added?.length ?? 0) + (found.removed?.length ?? 0) > 0;
  if (isChanged) context.change(context.shop, { op: 'changeTags', customerId: customer.id, ...found });
  return { node: context.records.customer(context.shop.no, customer.id) ?? null, userErrors: [] };
}

export const tagResolvers: Resolvers = {
  Mutation: {
    tagsAdd: (_: unknown, args: TagArguments, context) =>
      write('tagsAdd', args, context, (customer, words) => {
        const known = new Set(customer.tags.map(folded));
        const added = words.filter((word) => !known.has(folded(word)) && known.add(folded(word)));
        if (words.some((word) => word.length > LONGEST_TAG))
          return refusal('tags', `Each tag must have ${LONGEST_TAG} characters or fewer`);
        if (added.length > 0 && customer.tags.length + added.length > MOST_TAGS)
          return refusal('tags', `Tags cannot be more than ${MOST_TAGS}`);
        return { added };
      }),
    tagsRemove: (_: unknown, args: TagArguments, context) =>
      write('tagsRemove', args, context, (customer, words) => {
        const leaving = new Set(words.map(folded));
        return { removed: customer.tags.filter((tag) => leaving.has(folded(tag))) };
      }),
  },
};
