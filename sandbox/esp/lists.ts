/** The lists an ESP keeps from what it is pushed: who is in which, and who is known at all. */
import { randomUUID } from 'node:crypto';

export interface Member {
  readonly customerId: string;
  readonly email: string | null;
  /** All that was pushed of the customer, as it came. */
  readonly told: Readonly<Record<string, unknown>>;
}

export interface List {
  readonly id: string;
  name: string;
  tag: string | null;
  readonly members: Map<string, Member>;
}

export interface Lists {
  /** The list of this id, else that of this name, else a new one with an id of its own. */
  upsert(id: string, name: string): List;
  find(id: string): List | undefined;
  drop(id: string): boolean;
  all(): List[];
  /** Takes a person out of all lists. @returns Whether anything of them was there. */
  erase(customerIds: readonly string[], emails: readonly string[]): boolean;
  clear(): void;
}

export function makeLists(): Lists {
  const lists = new Map<string, List>();
  return {
    upsert(id, name) {
      const known = lists.get(id) ?? [...lists.values()].find((list) => list.name === name);
      const list = known ?? { id: `list-${randomUUID()}`, name, tag: null, members: new Map<string, Member>() };
      list.name = name;
      lists.set(list.id, list);
      return list;
    },
    find: (id) => lists.get(id),
    drop: (id) => lists.delete(id),
    all: () => [...lists.values()],
    erase(customerIds, emails) {
      let found = false;
      for (const { members } of lists.values())
        for (const [customerId, { email }] of members)
          if (customerIds.includes(customerId) || (email !== null && emails.includes(email))) {
            members.delete(customerId);
            found = true;
          }
      return found;
    },
    clear: () => lists.clear(),
  };
}
