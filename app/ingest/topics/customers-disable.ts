/** A customer whose account was closed: the profile with its new state. */
import { readCustomer } from '../payloads/customer.ts';
import type { Topic } from './topic.ts';

export const customersDisable: Topic = {
  topic: 'customers/disable',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: readCustomer,
};
