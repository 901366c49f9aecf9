-- A merchant on the way to a partner's login page and back: what makes the way back theirs, for a few minutes and once.
CREATE TABLE "partner_login" (
    "shop_id" BIGINT NOT NULL,
    "state_hash" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "verifier" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_login_pkey" PRIMARY KEY ("shop_id","state_hash")
);

ALTER TABLE partner_login ENABLE ROW LEVEL SECURITY;
CREATE POLICY same_shop ON partner_login USING (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint)
  WITH CHECK (shop_id = nullif(current_setting('app.shop_id', true), '')::bigint);
GRANT SELECT, INSERT, UPDATE, DELETE ON partner_login TO kesit_worker;
GRANT SELECT, INSERT, DELETE ON partner_login TO kesit_web;
