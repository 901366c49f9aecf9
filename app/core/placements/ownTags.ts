/** Tags that we put on customers in the shop: all begin alike, and no others are ever touched. */

/** Every tag of ours begins with this, whatever the case. */
export const OWN_TAG_PREFIX = 'Kesit:';
/** Shopify takes no longer tag, and no more of one customer. */
export const LONGEST_TAG = 255;
export const MOST_TAGS = 250;

/** Tags are the same to Shopify whatever their case. */
export const foldedTag = (tag: string): string => tag.toLowerCase();

export const isOwnTag = (tag: string): boolean => foldedTag(tag.trimStart()).startsWith(foldedTag(OWN_TAG_PREFIX));

/** What of a customer's tags is a fact: our own say only what is known here, and would lead segments in circles. */
export const withoutOwnTags = (tags: readonly string[]): string[] => tags.filter((tag) => !isOwnTag(tag));

/** The tag of a list. A comma would part it in two. */
export function tagOfList(listName: string): string {
  const bare = listName.replace(/^\s*kesit\s*[:·]\s*/i, '');
  const words = bare.replaceAll(/[,\s]+/g, ' ').trim();
  return `${OWN_TAG_PREFIX} ${words}`.slice(0, LONGEST_TAG).trim();
}

/** The name of the segment in a tag of ours. */
export const nameInTag = (tag: string): string => tag.slice(OWN_TAG_PREFIX.length).trim();
