-- The last address of customers who are gone: what names it alone belongs to the one they were merged into.

CREATE TABLE "former_email" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "email_key" TEXT,
    "updated_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "former_email_pkey" PRIMARY KEY ("shop_id","customer_id")
);
CREATE INDEX former_email_key ON former_email (shop_id, email_key) WHERE email_key IS NOT NULL;

ALTER TABLE former_email ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_shop ON former_email USING (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint)
  WITH CHECK (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON former_email TO kesit_worker;
GRANT SELECT (shop_id, customer_id, email_key) ON former_email TO kesit_web;
