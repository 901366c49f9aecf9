/** A customer whose account was opened: the profile with its new state. */
import { readCustomer } from '../payloads/customer.ts';
import type { Topic } from './topic.ts';

export const customersEnable: Topic = {
  topic: 'customers/enable',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: readCustomer,
};
