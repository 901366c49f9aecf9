/** The only list of which route answers which call of the endpoint table; a test holds the two equal. */
import { getAccounts } from './accounts.ts';
import { bulkSubscribe, bulkSuppress, bulkUnsubscribe, bulkUnsuppress } from './consent-jobs.ts';
import { requestProfileDeletion } from './deletions.ts';
import { getEvents, getMetrics } from './events.ts';
import type { Route } from './exchange.ts';
import {
  bulkImportProfiles,
  getImportedProfileIds,
  getImportedProfiles,
  getImportErrors,
  getImportJob,
  getImportJobs,
  getImportListIds,
  getImportLists,
} from './import-jobs.ts';
import { addProfilesToList, getProfileIdsForList, getProfilesForList, removeProfilesFromList } from './list-members.ts';
import { createListRoute, deleteListRoute, getList, getLists, updateList } from './lists.ts';
import { createProfile, getProfile, getProfiles, updateProfileRoute, upsertProfile } from './profiles.ts';
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getWebhook,
  getWebhooks,
  getWebhookTopic,
  getWebhookTopics,
  updateWebhookRoute,
} from './webhooks.ts';
import { createTagGroup, createTagRoute, getListIdsForTag, getTagGroups, getTags, tagLists } from './tags.ts';

export const ROUTES: Readonly<Record<string, Route>> = {
  get_tags: getTags,
  create_tag: createTagRoute,
  get_tag_groups: getTagGroups,
  create_tag_group: createTagGroup,
  get_list_ids_for_tag: getListIdsForTag,
  tag_lists: tagLists,
  get_accounts: getAccounts,
  get_lists: getLists,
  create_list: createListRoute,
  get_list: getList,
  update_list: updateList,
  delete_list: deleteListRoute,
  get_profile_ids_for_list: getProfileIdsForList,
  add_profiles_to_list: addProfilesToList,
  remove_profiles_from_list: removeProfilesFromList,
  get_profiles_for_list: getProfilesForList,
  get_profiles: getProfiles,
  create_profile: createProfile,
  get_profile: getProfile,
  update_profile: updateProfileRoute,
  create_or_update_profile: upsertProfile,
  get_bulk_import_profiles_jobs: getImportJobs,
  bulk_import_profiles: bulkImportProfiles,
  get_bulk_import_profiles_job: getImportJob,
  get_errors_for_bulk_import_profiles_job: getImportErrors,
  get_profiles_for_bulk_import_profiles_job: getImportedProfiles,
  get_profile_ids_for_bulk_import_profiles_job: getImportedProfileIds,
  get_list_for_bulk_import_profiles_job: getImportLists,
  get_list_ids_for_bulk_import_profiles_job: getImportListIds,
  get_metrics: getMetrics,
  get_events: getEvents,
  bulk_subscribe_profiles: bulkSubscribe,
  bulk_unsubscribe_profiles: bulkUnsubscribe,
  bulk_suppress_profiles: bulkSuppress,
  bulk_unsuppress_profiles: bulkUnsuppress,
  request_profile_deletion: requestProfileDeletion,
  get_webhook_topics: getWebhookTopics,
  get_webhook_topic: getWebhookTopic,
  get_webhooks: getWebhooks,
  create_webhook: createWebhookRoute,
  get_webhook: getWebhook,
  update_webhook: updateWebhookRoute,
  delete_webhook: deleteWebhookRoute,
};
