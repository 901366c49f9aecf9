/** How the parts of a rule are called aloud: groups are numbered as they are read, conditions within their group. */
import { type GroupDraft, isGroup } from './ruleDraft.ts';

export interface PartPlace {
  /** Of a group its own number, of a condition that of its group. */
  readonly group: number;
  /** Of a condition its number among those of its group; null for a group. */
  readonly condition: number | null;
}

export function placesOf(root: GroupDraft): ReadonlyMap<number, PartPlace> {
  const places = new Map<number, PartPlace>();
  let groupCount = 0;
  const visit = (group: GroupDraft): void => {
    groupCount += 1;
    const number = groupCount;
    places.set(group.key, { group: number, condition: null });
    let conditionCount = 0;
    for (const part of group.parts) {
      if (isGroup(part)) visit(part);
      else {
        conditionCount += 1;
        places.set(part.key, { group: number, condition: conditionCount });
      }
    }
  };
  visit(root);
  return places;
}
