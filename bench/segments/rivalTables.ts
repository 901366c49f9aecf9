/** The columns that the rivals' statements ask about, with DuckDB's types. */
export const rivalTables = {
  customer: {
    ...{ customer_id: 'BIGINT', email_key: 'VARCHAR', phone_key: 'VARCHAR', locale: 'VARCHAR', city: 'VARCHAR' },
    ...{ tags: 'VARCHAR[]', metafields: 'JSON', created_at: 'TIMESTAMP' },
    ...{ email_consent: 'VARCHAR', email_consent_at: 'TIMESTAMP', sms_consent: 'VARCHAR', sms_consent_at: 'TIMESTAMP' },
    whatsapp_consent: 'VARCHAR',
  },
  orders: {
    ...{ order_id: 'BIGINT', customer_id: 'BIGINT', processed_at: 'TIMESTAMP', is_test: 'BOOLEAN' },
    ...{ cancelled_at: 'TIMESTAMP', deleted_at: 'TIMESTAMP', financial_status: 'VARCHAR' },
    ...{ total_minor: 'BIGINT', current_total_minor: 'BIGINT', discount_minor: 'BIGINT' },
    ...{ source_name: 'VARCHAR', tags: 'VARCHAR[]' },
  },
  order_line: { order_id: 'BIGINT', product_id: 'BIGINT' },
  product: { product_id: 'BIGINT', product_type: 'VARCHAR', vendor: 'VARCHAR' },
  product_collection: { product_id: 'BIGINT', collection_id: 'BIGINT' },
  checkout: { customer_id: 'BIGINT', created_at: 'TIMESTAMP' },
  email_event: {
    ...{ customer_id: 'BIGINT', kind: 'VARCHAR', is_machine: 'BOOLEAN', occurred_at: 'TIMESTAMP', channel: 'VARCHAR' },
  },
  site_recent: {
    ...{ customer_id: 'BIGINT', name: 'VARCHAR', subject_id: 'BIGINT', last_at: 'TIMESTAMP', recent: 'TIMESTAMP[]' },
  },
  site_day: { customer_id: 'BIGINT', day: 'DATE', mobile_count: 'INTEGER', desktop_count: 'INTEGER' },
  site_source: { customer_id: 'BIGINT', first_source: 'VARCHAR', first_medium: 'VARCHAR', first_referrer: 'VARCHAR' },
  site_event: {
    ...{ owner_id: 'BIGINT', event_id: 'VARCHAR', occurred_at: 'TIMESTAMP', name: 'VARCHAR', data: 'JSON' },
  },
} as const satisfies Record<string, Record<string, string>>;
