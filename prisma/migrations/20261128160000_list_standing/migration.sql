-- How a list stands at a partner that matches people by itself, as it told when it was last asked.
CREATE TABLE "list_standing" (
    "shop_id" BIGINT NOT NULL,
    "destination_id" INTEGER NOT NULL,
    "partner_list_id" TEXT NOT NULL,
    "standing" JSONB,
    "read_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "list_standing_pkey" PRIMARY KEY ("shop_id","destination_id")
);
ALTER TABLE "list_standing" ADD CONSTRAINT "list_standing_shop_id_destination_id_fkey" FOREIGN KEY ("shop_id", "destination_id") REFERENCES "destination"("shop_id", "destination_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE list_standing ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_shop ON list_standing USING (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint)
  WITH CHECK (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON list_standing TO kesit_worker;
GRANT SELECT ON list_standing TO kesit_web;
