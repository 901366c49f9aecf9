-- Lists that partners read from us: what readers were told of whom, in which order, and the keys they read with.

ALTER TABLE "destination" ADD COLUMN "forgotten_seq" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "listing" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "destination_id" INTEGER NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "listed" BOOLEAN NOT NULL,
    "erased" BOOLEAN NOT NULL DEFAULT false,
    "told" BIGINT,
    "since_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "listing_pkey" PRIMARY KEY ("shop_id","customer_id","destination_id")
);
CREATE UNIQUE INDEX "listing_order" ON "listing"("shop_id", "destination_id", "seq");
-- Pages of members: those who left and are still told of are not walked over.
CREATE INDEX listing_members ON listing (shop_id, destination_id, customer_id) WHERE listed;
CREATE INDEX listing_gone ON listing (shop_id, changed_at) WHERE NOT listed;

CREATE TABLE "api_key" (
    "shop_id" BIGINT NOT NULL,
    "key_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[] NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "allowance" DOUBLE PRECISION,
    "allowance_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("shop_id","key_id")
);

DO $$
DECLARE
  tenant text;
BEGIN
  FOREACH tenant IN ARRAY ARRAY['listing', 'api_key']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format(
      'CREATE POLICY same_shop ON %I USING (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)
         WITH CHECK (shop_id = nullif(current_setting(''app.shop_id'', true), '''')::bigint)', tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO kesit_worker', tenant);
  END LOOP;
END $$;
GRANT USAGE ON SEQUENCE listing_seq_seq TO kesit_worker;
-- `told` stays with the worker: readers are given the data itself.
GRANT SELECT (shop_id, customer_id, destination_id, seq, listed, erased, since_at, changed_at) ON listing TO kesit_web;
GRANT SELECT, INSERT ON api_key TO kesit_web;
GRANT UPDATE (expires_at, revoked_at, last_used_at, allowance, allowance_at) ON api_key TO kesit_web;
-- Pages read with one key within an hour are one entry of the record.
GRANT UPDATE (row_count) ON access_log TO kesit_web;
