/** The attribute names that `fields[type]` may list, by resource type; a contract test holds them within Klaviyo's document. */

const LOCATION = [
  'address1',
  'address2',
  'city',
  'country',
  'ip',
  'latitude',
  'longitude',
  'region',
  'timezone',
  'zip',
];

const FIELDSETS = {
  account: [
    'contact_information',
    'industry',
    'locale',
    'preferred_currency',
    'public_api_key',
    'test_account',
    'timezone',
  ],
  list: ['created', 'name', 'opt_in_process', 'updated'],
  profile: [
    'created',
    'email',
    'external_id',
    'first_name',
    'image',
    'last_event_date',
    'last_name',
    'locale',
    'location',
    ...LOCATION.map((field) => `location.${field}`),
    'organization',
    'phone_number',
    'properties',
    'title',
    'updated',
  ],
  'profile-bulk-import-job': [
    'completed_at',
    'completed_count',
    'created_at',
    'expires_at',
    'failed_count',
    'started_at',
    'status',
    'total_count',
  ],
  'profile-suppression-bulk-create-job': [
    'completed_at',
    'completed_count',
    'created_at',
    'skipped_count',
    'status',
    'total_count',
  ],
  'profile-suppression-bulk-delete-job': [
    'completed_at',
    'completed_count',
    'created_at',
    'skipped_count',
    'status',
    'total_count',
  ],
  'import-error': ['code', 'detail', 'original_payload', 'source', 'source.pointer', 'title'],
  metric: ['created', 'integration', 'name', 'updated'],
  tag: ['name'],
  'tag-group': ['default', 'exclusive', 'name'],
  webhook: ['created_at', 'description', 'enabled', 'endpoint_url', 'name', 'updated_at'],
  'webhook-topic': [],
  event: ['datetime', 'event_properties', 'timestamp', 'uuid'],
} as const satisfies Record<string, readonly string[]>;

export type FieldsetType = keyof typeof FIELDSETS;

/**
 * Names a call accepts beyond the type's usual ones: `id` is in every enumeration of the document (and always answered), list
 * members have `joined_group_at`, and what `additional-fields` may bring can also be named in a sparse fieldset.
 */
export function allowedFields(type: FieldsetType, operationId: string, additional: readonly string[]): Set<string> {
  const names = new Set<string>(['id', ...FIELDSETS[type], ...additional]);
  if (operationId === 'get_profiles_for_list') names.add('joined_group_at');
  return names;
}

/** Keeps only the named attributes; `undefined` keeps all. Dotted names keep part of a nested object. */
export function pickFields(
  attributes: Record<string, unknown>,
  names: ReadonlySet<string> | undefined,
): Record<string, unknown> {
  if (names === undefined) return attributes;
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    const [head = '', tail] = name.split('.');
    if (!(head in attributes)) continue;
    const value = attributes[head];
    if (tail === undefined || value === null || typeof value !== 'object') picked[head] = value;
    else if (!names.has(head)) {
      const part = (picked[head] ??= {}) as Record<string, unknown>;
      part[tail] = (value as Record<string, unknown>)[tail] ?? null;
    }
  }
  return picked;
}
